package dev.sluice.driver.yarn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.driver.DriverOptions.HostPort;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.contract.FaultyLine;
import dev.sluice.driver.contract.LabPeer;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.lab.Lab;
import dev.sluice.lab.LabCommand;
import dev.sluice.lab.LabProcess;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real ResourceManager with two NodeManagers. Its work is applications whose master only sleeps, submitted over REST: one
 * container each, that runs until the application is killed.
 */
public final class YarnPeer extends LabPeer {

    private static final String STATES = "states=running,decommissioning,unhealthy";

    private final Vertx vertx = Vertx.vertx();
    private final FaultyLine web;
    private final FaultyLine admin;
    private final RmAdmin directly;
    private final FrameworkDriver driver;
    private LabProcess manager;

    public YarnPeer(Lab lab) {
        super(lab);
        this.manager = lab.yarn().resourceManager();
        URI real = URI.create(lab.yarn().url());
        URI adminReal = URI.create("hrpc://" + lab.yarn().adminAddress());
        this.web = new FaultyLine(real.getHost(), real.getPort());
        this.admin = new FaultyLine(adminReal.getHost(), adminReal.getPort());
        RealTimers timers = new RealTimers(vertx);
        this.directly = new RmAdmin(
                vertx, timers, new HostPort(adminReal.getHost(), adminReal.getPort()), "yarn", Duration.ofSeconds(20));
        this.driver = new YarnDriverProvider(vertx, timers, Clock.systemUTC())
                .create(new DriverProvider.Settings(
                        new FrameworkId("yarn"),
                        URI.create("http://127.0.0.1:" + web.port()),
                        Map.of(
                                "exclude-file",
                                lab.yarn().excludeFile().toString(),
                                "admin-address",
                                "127.0.0.1:" + admin.port(),
                                "time-limit",
                                "3s",
                                "settle",
                                "1s")));
    }

    @Override
    public FrameworkDriver driver() {
        return driver;
    }

    Path excludeFile() {
        return lab.yarn().excludeFile();
    }

    FaultyLine adminLine() {
        return admin;
    }

    @Override
    protected LabCommand worker(int number) {
        return lab.yarn().nodeManager(number);
    }

    @Override
    public void reset() {
        disturb(Disturbance.NONE);
        write("<?xml version=\"1.0\"?>\n<hosts/>\n");
        refresh();
        endWork();
        until("both nodes serve and are idle", () -> {
            boolean all = true;
            for (String member : members()) {
                Optional<JsonNode> node = node(member);
                if (!runs(member)) {
                    startWorker(member);
                }
                if (node.isEmpty()) {
                    all = false;
                } else if (node.get().path("totalResource").path("memory").asInt() < 2048) {
                    resize(member, 2048, 2);
                    all = false;
                } else {
                    all &= "RUNNING".equals(node.get().path("state").asText())
                            && node.get().path("numContainers").asInt() == 0;
                }
            }
            return all;
        });
        until("no application is left", () -> applications().isEmpty());
    }

    @Override
    public void startWork(String member) {
        List<String> others =
                members().stream().filter(other -> !other.equals(member)).toList();
        others.forEach(other -> resize(other, 0, 0));
        submit();
        until(
                member + " runs a container",
                () -> node(member).orElseThrow().path("numContainers").asInt() > 0);
        others.forEach(other -> resize(other, 2048, 2));
    }

    @Override
    public void endWork() {
        for (String application : applications()) {
            http("PUT", url("/apps/" + application + "/state"), "{\"state\":\"KILLED\"}");
        }
    }

    @Override
    public void wantMore() {
        for (int i = 0; i < 6; i++) {
            submit();
        }
    }

    @Override
    public void drainByHand(String member) {
        resize(member, 0, 0);
    }

    /** Writes the exclude file as an operator would, and has YARN read it. */
    void excludeByHand(String text) {
        write(text);
        refresh();
    }

    @Override
    public void restart() {
        manager = again(
                manager, Map.of("HADOOP_CONF_DIR", lab.dir().resolve("yarn").toString()));
        until("the ResourceManager answers", () -> http("GET", url("/info"), "").contains("STARTED"));
    }

    @Override
    public void disturb(Disturbance disturbance) {
        web.disturb(disturbance);
        admin.disturb(disturbance);
    }

    private void submit() {
        String id = json(http("POST", url("/apps/new-application"), ""))
                .path("application-id")
                .asText();
        http(
                "POST",
                url("/apps"),
                "{\"application-id\":\"" + id + "\",\"application-name\":\"kit\",\"max-app-attempts\":1,"
                        + "\"resource\":{\"memory\":512,\"vCores\":1},"
                        + "\"am-container-spec\":{\"commands\":{\"command\":\"sleep 600\"}}}");
    }

    private List<String> applications() {
        List<String> ids = new ArrayList<>();
        for (JsonNode app : json(http("GET", url("/apps?states=NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING"), ""))
                .path("apps")
                .path("app")) {
            ids.add(app.path("id").asText());
        }
        return ids;
    }

    private void resize(String member, int memory, int vcores) {
        http(
                "POST",
                url("/nodes/" + node(member).orElseThrow().path("id").asText() + "/resource"),
                "{\"resource\":{\"memory\":" + memory + ",\"vCores\":" + vcores + "},\"overCommitTimeout\":600000}");
    }

    private Optional<JsonNode> node(String member) {
        for (JsonNode node :
                json(http("GET", url("/nodes?" + STATES), "")).path("nodes").path("node")) {
            if (member.equals(node.path("nodeHostName").asText())) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    private void refresh() {
        until("the ResourceManager has read its exclude file", () -> {
            directly.refreshNodes(Duration.ofDays(1)).await().atMost(Duration.ofSeconds(20));
            return true;
        });
    }

    private void write(String text) {
        try {
            Files.writeString(excludeFile(), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String url(String path) {
        return lab.yarn().url() + "/ws/v1/cluster" + path;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public void close() {
        web.close();
        admin.close();
        super.close();
        vertx.closeAndAwait();
    }
}
