package dev.sluice.driver.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.contract.FaultyLine;
import dev.sluice.driver.contract.LabPeer;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.lab.Lab;
import dev.sluice.lab.LabCommand;
import dev.sluice.lab.LabProcess;
import dev.sluice.lab.SparkJob;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Spark master with two workers. */
public final class SparkPeer extends LabPeer {

    private final Vertx vertx = Vertx.vertx();
    private final FaultyLine line;
    private final FrameworkDriver driver;
    private final List<LabProcess> jobs = new ArrayList<>();
    private LabProcess master;
    private int jobNumber;

    public SparkPeer(Lab lab) {
        super(lab);
        this.master = lab.spark().master();
        URI real = URI.create(lab.spark().url());
        this.line = new FaultyLine(real.getHost(), real.getPort());
        this.driver = new SparkDriverProvider(vertx, new RealTimers(vertx), Clock.systemUTC())
                .create(new DriverProvider.Settings(
                        new FrameworkId("spark"),
                        URI.create("http://127.0.0.1:" + line.port()),
                        Map.of("time-limit", "3s")));
    }

    @Override
    public FrameworkDriver driver() {
        return driver;
    }

    @Override
    protected LabCommand worker(int number) {
        return lab.spark().worker(number);
    }

    @Override
    public void reset() {
        line.disturb(Disturbance.NONE);
        endWork();
        for (String member : members()) {
            if (!runs(member) || live(member).filter(worker -> alive(worker)).isEmpty()) {
                startWorker(member);
            }
        }
        until("both workers serve and are idle", () -> members().stream().allMatch(member -> live(member)
                .filter(worker -> alive(worker) && worker.path("coresused").asInt() == 0 && executors(worker) == 0)
                .isPresent()));
        until(
                "no application is left",
                () -> lab.spark().state().path("activeapps").isEmpty());
    }

    /** Spark chooses the worker by itself, so for a moment there is only one. */
    @Override
    public void startWork(String member) {
        List<String> others =
                members().stream().filter(other -> !other.equals(member)).toList();
        others.forEach(this::stopWorker);
        until(
                "only " + member + " serves",
                () -> lab.spark().state().path("aliveworkers").asInt() == 1);
        jobs.add(lab.run(new SparkJob("kit-" + ++jobNumber, 2, 2, 600, 1).on(lab)));
        // A worker that is drained before its executor has reported to the application keeps it until the end.
        until("an executor works on " + member, () -> {
            String app =
                    lab.spark().state().path("activeapps").path(0).path("id").asText();
            return http("GET", lab.spark().url() + "/proxy/" + app + "/api/v1/applications/" + app + "/executors", "")
                    .contains("\"hostPort\" : \"" + member + ":");
        });
        others.forEach(this::startWorker);
        until(
                "both serve",
                () -> lab.spark().state().path("aliveworkers").asInt()
                        == members().size());
    }

    @Override
    public void endWork() {
        LabProcess.stop(jobs, Duration.ofSeconds(10));
        jobs.clear();
    }

    @Override
    public void wantMore() {
        jobs.add(lab.run(new SparkJob("kit-" + ++jobNumber, 16, 32, 600, 1).on(lab)));
    }

    @Override
    public void drainByHand(String member) {
        http("POST", lab.spark().url() + "/workers/kill/?host=" + member, "");
    }

    @Override
    public void restart() {
        master = again(master, Map.of("SPARK_HOME", lab.spark().home().toString(), "SPARK_LOCAL_IP", "127.0.0.1"));
    }

    @Override
    public void disturb(Disturbance disturbance) {
        line.disturb(disturbance);
    }

    /** The newest entry of a member that is not dead. */
    private Optional<JsonNode> live(String member) {
        Optional<JsonNode> newest = Optional.empty();
        for (JsonNode worker : lab.spark().state().path("workers")) {
            boolean newer = newest.isEmpty()
                    || worker.path("id")
                                    .asText()
                                    .compareTo(newest.get().path("id").asText())
                            > 0;
            if (member.equals(worker.path("host").asText())
                    && !"DEAD".equals(worker.path("state").asText())
                    && newer) {
                newest = Optional.of(worker);
            }
        }
        return newest;
    }

    private static boolean alive(JsonNode worker) {
        return "ALIVE".equals(worker.path("state").asText());
    }

    private int executors(JsonNode worker) {
        String json = http("GET", worker.path("webuiaddress").asText() + "/json/", "");
        return json.contains("\"executors\" : [ ]") ? 0 : 1;
    }

    @Override
    public void close() {
        line.close();
        super.close();
        vertx.closeAndAwait();
    }
}
