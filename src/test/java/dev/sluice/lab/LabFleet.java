package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The server and the agents of a lab, started as users start them, from the package. */
final class LabFleet implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Lab lab;
    private final DemoServer server;
    private final Map<String, LabCommand> commands = new TreeMap<>();
    private final Map<String, LabProcess> agents = new TreeMap<>();

    private LabFleet(Lab lab, DemoServer server) {
        this.lab = lab;
        this.server = server;
    }

    /** @param settings of the server, on top of the demo's */
    static LabFleet start(Lab lab, List<DemoNode> nodes, Map<String, String> settings) {
        var launcher = Path.of("sluice").toAbsolutePath().toString();
        var port = List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst();
        var all = new TreeMap<>(DemoSettings.of(lab, nodes.size()));
        all.putAll(settings);
        var server = DemoServer.start(
                lab.dir(), List.of(launcher, "serve"), port, all, lab.dir().resolve("context.json"));
        var fleet = new LabFleet(lab, server);
        try {
            server.awaitReady();
            nodes.forEach(node -> fleet.commands.put(
                    node.id(),
                    node.agent(
                            lab,
                            List.of(launcher, "agent"),
                            server.api().url(),
                            server.api()
                                    .post("/api/agents/tokens", Map.of("node", node.id()))
                                    .path("token")
                                    .asText())));
            fleet.commands.keySet().forEach(fleet::startAgent);
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    SluiceApi api() {
        return server.api();
    }

    static void await(String what, BooleanSupplier holds) {
        var giveUp = Instant.now().plus(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as("waited %s for %s", PATIENCE, what).isBefore(giveUp);
            Pauses.pause(Duration.ofMillis(200));
        }
    }

    JsonNode await(String what, Function<JsonNode, Optional<JsonNode>> found) {
        var seen = new ArrayList<JsonNode>();
        await(what, () -> {
            api().get("/api/status").flatMap(found).ifPresent(seen::add);
            return !seen.isEmpty();
        });
        return seen.getFirst();
    }

    void awaitDone(String operation) {
        var giveUp = Instant.now().plus(PATIENCE);
        var seen = api().get("/api/operations/" + operation);
        while (seen.filter(o -> o.path("status").asText().equals("DONE")).isEmpty()) {
            assertThat(Instant.now())
                    .as("%s is not done: %s", operation, seen.map(JsonNode::toPrettyString))
                    .isBefore(giveUp);
            Pauses.pause(Duration.ofMillis(200));
            seen = api().get("/api/operations/" + operation);
        }
    }

    /** Starts an operation and answers its id. */
    String move(String from, String to, List<String> nodes, String reason) {
        return api().post(
                        "/api/operations",
                        Map.of("from", from, "to", to, "nodes", nodes, "reason", reason, "dryRun", false))
                .path("id")
                .asText();
    }

    int running(String node) {
        return api().get("/api/nodes/" + node)
                .map(n -> n.path("running").asInt())
                .orElse(0);
    }

    double pressure(String framework) {
        return api().get("/api/frameworks/" + framework)
                .map(f -> f.path("pressure").path("value").asDouble(Double.MAX_VALUE))
                .orElse(Double.MAX_VALUE);
    }

    void awaitPressureBelow(String framework, double before) {
        await("the pressure of " + framework + " to fall below " + before, () -> pressure(framework) < before);
    }

    /** By the ledger, and by both frameworks' own APIs. */
    void assertServes(String node, String framework) {
        var address = "127.0.2." + node.substring("node-".length());
        // The picture is read anew every two seconds.
        await(node + " to belong to " + framework, () -> api().get("/api/nodes/" + node)
                .filter(n -> n.path("owner").asText().equals(framework)
                        && n.path("state").asText().equals("SETTLED"))
                .isPresent());
        var inSpark = StreamSupport.stream(lab.spark().state().path("workers").spliterator(), false)
                .anyMatch(w -> w.path("host").asText().equals(address)
                        && w.path("state").asText().equals("ALIVE"));
        var inYarn = StreamSupport.stream(
                        LabHttp.get(lab.yarn().url() + "/ws/v1/cluster/nodes?states=running")
                                .path("nodes")
                                .path("node")
                                .spliterator(),
                        false)
                .anyMatch(n -> n.path("nodeHostName").asText().equals(address));
        assertThat(inSpark).as("%s is in Spark", node).isEqualTo(framework.equals("spark"));
        assertThat(inYarn).as("%s is in YARN", node).isEqualTo(framework.equals("yarn"));
    }

    long serverPid() {
        // The launcher has replaced itself by the server.
        return server.process().pid();
    }

    /** SIGKILL. */
    void killServer() {
        // The launcher has replaced itself by the server, so this pid is the server's.
        kill(server.process());
    }

    /** Returns at once. */
    void restartServer() {
        assertThat(server.restartIfDead()).isPresent();
    }

    void startServer() {
        restartServer();
        awaitReady();
    }

    /** The server answers, and every agent is connected. */
    void awaitReady() {
        server.awaitReady();
        await("the agents to come back", () -> DemoRun.connected(api()) == agents.size());
    }

    void awaitAgent(String node) {
        await("the agent of " + node, () -> api().get("/api/nodes/" + node)
                .filter(n -> n.path("agent").asText().equals("CONNECTED"))
                .isPresent());
    }

    /** Whether the server answers that no operation runs. */
    boolean isQuiet() {
        return api().get("/api/status")
                .filter(s -> StreamSupport.stream(s.path("operations").spliterator(), false)
                        .noneMatch(o -> List.of("RUNNING", "STUCK")
                                .contains(o.path("status").asText())))
                .isPresent();
    }

    String told(String operation) {
        return api().get("/api/operations/" + operation)
                .map(JsonNode::toPrettyString)
                .orElse("no answer");
    }

    /** SIGKILL; its worker lives on. */
    void killAgent(String node) {
        kill(Optional.ofNullable(agents.remove(node)).orElseThrow());
    }

    void startAgent(String node) {
        agents.put(node, lab.run(Optional.ofNullable(commands.get(node)).orElseThrow()));
    }

    private static void kill(LabProcess process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        await(process.name() + "'s death", () -> !process.alive());
    }

    @Override
    public void close() {
        LabProcess.stop(agents.values(), Duration.ofSeconds(30));
        // Its database is told to end only after it has; a killed one would stay behind.
        LabProcess.stop(List.of(server.process()), Duration.ofSeconds(30));
    }
}
