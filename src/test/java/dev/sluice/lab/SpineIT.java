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
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of Sluice as its users run it, on real Spark and real YARN: the server and four agents are processes of their
 * own, two jobs run all the time, and nodes go over and back.
 */
@Tag("lab")
class SpineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int NODES = 4;

    @Test
    void movesNodesBetweenTwoClustersWhileTheirJobsGoOn(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) {
        try (Lab lab = Lab.start(dir);
                Fleet fleet = Fleet.start(lab)) {
            // Given Spark that wants twice what it has, and YARN with one container at a time
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(2);
            var spark = lab.run(new SparkJob("crunch", 8, 120, 1, 0).on(lab));
            var yarn = lab.run(new YarnJob("batch", 1, 0, 8).on(lab));

            // When Sluice suggests to move a node and somebody approves
            var suggestion = fleet.await("a suggestion", status -> first(status.path("suggestions")));
            assertThat(suggestion.path("from").asText()).isEqualTo("yarn");
            assertThat(suggestion.path("to").asText()).isEqualTo("spark");
            assertThat(suggestion.path("reason").asText())
                    .startsWith("Spark is at ")
                    .contains("cores wanted");
            var before = fleet.pressure("spark");
            fleet.api().post("/api/suggestions/" + suggestion.path("id").asText() + "/approve", Map.of());
            var borrowed = suggestion.path("nodes").get(0).asText();

            // Then the node serves in Spark, both frameworks say so, and the pressure has fallen
            fleet.awaitDone("op-1");
            fleet.assertServes(borrowed, "spark");
            fleet.awaitPressureBelow("spark", before);

            // When the node, busy with Spark's tasks, goes back, and the server is killed in the middle
            await("tasks on " + borrowed, () -> fleet.running(borrowed) > 0);
            fleet.move("spark", "yarn", borrowed, "the batch needs it back");
            fleet.await("the drain", status -> moving(status, "op-2"));
            fleet.killServer();
            fleet.startServer();

            // Then the operation has gone on from its journal
            fleet.awaitDone("op-2");
            fleet.assertServes(borrowed, "yarn");

            // When the node on which YARN's container runs goes to Spark
            var busy = fleet.await("a busy node of YARN", status -> nodes(status)
                    .filter(n -> n.path("owner").asText().equals("yarn")
                            && n.path("running").asInt() > 0)
                    .findFirst());
            fleet.move("yarn", "spark", busy.path("id").asText(), "to see a busy node go");
            fleet.awaitDone("op-3");

            // Then it serves there, and nothing was lost on the whole way
            fleet.assertServes(busy.path("id").asText(), "spark");
            spark.tell("stop");
            yarn.tell("stop");
            assertThat(spark.awaitEnd(PATIENCE)).isTrue();
            assertThat(yarn.awaitEnd(PATIENCE)).isTrue();
            assertThat(spark.output()).containsPattern("RESULT ok=true .* lost=0");
            assertThat(yarn.output()).containsPattern("RESULT ok=true completed=[1-9][0-9]* lost=0");
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    private static Optional<JsonNode> first(JsonNode list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    private static Stream<JsonNode> nodes(JsonNode status) {
        return StreamSupport.stream(status.path("nodes").spliterator(), false);
    }

    /** The operation, once a move of it has begun to drain and none has ended. */
    private static Optional<JsonNode> moving(JsonNode status, String id) {
        return StreamSupport.stream(status.path("operations").spliterator(), false)
                .filter(o -> o.path("id").asText().equals(id))
                .filter(o -> List.of("DRAINING", "DRAINED", "RELEASED")
                        .contains(o.path("moves").get(0).path("state").asText()))
                .findFirst();
    }

    private static void await(String what, BooleanSupplier holds) {
        var giveUp = Instant.now().plus(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as("waited %s for %s", PATIENCE, what).isBefore(giveUp);
            Pauses.pause(Duration.ofMillis(200));
        }
    }

    /** The server and the agents, started as users start them. */
    private record Fleet(Lab lab, DemoServer server, List<LabProcess> agents) implements AutoCloseable {

        static Fleet start(Lab lab) {
            var launcher = Path.of("sluice").toAbsolutePath().toString();
            var port = List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst();
            var server = DemoServer.start(
                    lab.dir(),
                    List.of(launcher, "serve"),
                    port,
                    DemoSettings.of(lab, NODES),
                    lab.dir().resolve("context.json"));
            try {
                server.awaitReady();
                var agents = DemoNode.fleet(NODES).stream()
                        .map(node -> lab.run(node.agent(
                                lab,
                                List.of(launcher, "agent"),
                                server.api().url(),
                                server.api()
                                        .post("/api/agents/tokens", Map.of("node", node.id()))
                                        .path("token")
                                        .asText())))
                        .toList();
                return new Fleet(lab, server, agents);
            } catch (RuntimeException e) {
                server.process().close();
                throw e;
            }
        }

        SluiceApi api() {
            return server.api();
        }

        JsonNode await(String what, Function<JsonNode, Optional<JsonNode>> found) {
            var seen = new ArrayList<JsonNode>();
            SpineIT.await(what, () -> {
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

        void move(String from, String to, String node, String reason) {
            api().post(
                            "/api/operations",
                            Map.of("from", from, "to", to, "nodes", List.of(node), "reason", reason, "dryRun", false));
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
            SpineIT.await(
                    "the pressure of " + framework + " to fall below " + before, () -> pressure(framework) < before);
        }

        /** By the ledger, and by both frameworks' own APIs. */
        void assertServes(String node, String framework) {
            var address = "127.0.2." + node.substring("node-".length());
            // The picture is read anew every two seconds.
            SpineIT.await(node + " to belong to " + framework, () -> api().get("/api/nodes/" + node)
                    .filter(n -> n.path("owner").asText().equals(framework)
                            && n.path("state").asText().equals("SETTLED"))
                    .isPresent());
            var inSpark = StreamSupport.stream(
                            lab.spark().state().path("workers").spliterator(), false)
                    .anyMatch(w -> w.path("host").asText().equals(address)
                            && w.path("state").asText().equals("ALIVE"));
            var inYarn = StreamSupport.stream(
                            LabHttp.get(lab.yarn().url() + "/ws/v1/cluster/nodes?states=running")
                                    .path("nodes")
                                    .path("node")
                                    .spliterator(),
                            false)
                    .anyMatch(n -> n.path("nodeHostName").asText().equals(address));
            assertThat(inSpark).isEqualTo(framework.equals("spark"));
            assertThat(inYarn).isEqualTo(framework.equals("yarn"));
        }

        void killServer() {
            // The launcher has replaced itself by the server, so this pid is the server's.
            ProcessHandle.of(server.process().pid()).ifPresent(ProcessHandle::destroyForcibly);
            SpineIT.await("the server's death", () -> !server.process().alive());
        }

        void startServer() {
            assertThat(server.restartIfDead()).isPresent();
            server.awaitReady();
            SpineIT.await("the agents to come back", () -> DemoRun.connected(api()) == NODES);
        }

        @Override
        public void close() {
            LabProcess.stop(agents, Duration.ofSeconds(30));
            // Its database is told to end only after it has; a killed one would stay behind.
            LabProcess.stop(List.of(server.process()), Duration.ofSeconds(30));
        }
    }
}
