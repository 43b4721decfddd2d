package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Take hosts from OpenStack and put Spark on them, as somebody types it: the demo's own run with a real OpenStack, real Spark, a
 * server and agents in processes of their own, steered by the command line and judged by what Nova and Spark say themselves.
 */
@Tag("openstack")
@ExtendWith(SharedOpenStack.class)
class ShrinkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final int HOSTS = SharedOpenStack.HOSTS;
    private static final int SPARKS_OWN = 2;

    @Test
    void takesTwoHostsForSparkAndGivesThemBack(LabOpenStack cloud, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir)
            throws Exception {
        var nova = cloud.nova();
        var console = new Console(System.out, false);
        var scene = new CloudScene(dir, HOSTS, cloud, console);
        var context = dir.resolve("context.json");
        Set<String> before = ids(nova);
        try (DemoRun run = new DemoRun(dir, scene, options(), programs(), context, console)) {
            // Given servers on every host, and a job that wants more than Spark has
            run.start();
            var servers = new HashSet<>(ids(nova));
            servers.removeAll(before);
            assertThat(servers).hasSize(2 * HOSTS);

            // When somebody asks what would become of it
            var plan = sluice(dir, context, "move --from openstack --to spark --nodes 2 --reason for-a-while");

            // Then nothing is touched
            assertThat(plan).contains("Nothing has been touched");
            assertThat(nova.serving()).containsAll(LabOpenStack.names(HOSTS));

            // When it is done
            sluice(dir, context, "move --from openstack --to spark --nodes 2 --reason for-a-while --yes");
            awaitDone(run.server().api(), "op-1");

            // Then every server lives, on a host that is left
            var taken = taken(run.server().api(), "op-1");
            assertThat(taken).hasSize(2);
            assertThat(nova.serving()).doesNotContainAnyElementsOf(taken).hasSize(HOSTS - 2);
            assertThat(nova.providers()).doesNotContainAnyElementsOf(taken);
            assertSafe(nova, servers, taken);
            // And Spark works there
            scene.spark().spark().awaitWorkers(SPARKS_OWN + 2);

            // When it is taken back
            sluice(dir, context, "undo op-1 --reason enough --yes");
            awaitDone(run.server().api(), "op-2");

            // Then everything is as it was, and the job has lost nothing
            nova.until("all hosts to serve", () -> nova.serving().containsAll(LabOpenStack.names(HOSTS)));
            assertSafe(nova, servers, Set.of());
            scene.spark().spark().awaitWorkers(SPARKS_OWN);
            scene.job().tell("stop");
            assertThat(scene.job().awaitEnd(PATIENCE)).isTrue();
            assertThat(scene.job().output()).containsPattern("RESULT ok=true .* lost=0");
            nova.delete(List.copyOf(servers));
        } finally {
            // The agents have taken their hosts along.
            LabOpenStack.names(HOSTS).forEach(cloud::startHost);
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    private static Set<String> ids(LabNova nova) {
        return nova.servers().stream().map(LabNova.Server::id).collect(Collectors.toSet());
    }

    private static void assertSafe(LabNova nova, Set<String> servers, Set<String> taken) {
        Map<String, LabNova.Server> now = new HashMap<>();
        nova.servers().forEach(server -> now.put(server.id(), server));
        assertThat(servers).allSatisfy(id -> {
            assertThat(now).containsKey(id);
            assertThat(now.get(id)).satisfies(server -> {
                assertThat(server.settled()).as("%s", server).isTrue();
                assertThat(taken).doesNotContain(server.host());
            });
        });
    }

    private static DemoRun.Options options() {
        return new DemoRun.Options(
                List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst(), true);
    }

    private static DemoRun.Programs programs() {
        var launcher = launcher();
        return new DemoRun.Programs(List.of(launcher, "serve"), List.of(launcher, "agent"));
    }

    private static String launcher() {
        return Path.of("sluice").toAbsolutePath().toString();
    }

    /** Types a command; answers what it printed. */
    private static String sluice(Path dir, Path context, String words) {
        var argv = new ArrayList<>(List.of(launcher()));
        argv.addAll(List.of(words.split(" ")));
        try (LabProcess typed = LabProcess.start(
                dir,
                new LabCommand(
                        "command-line", argv, Map.of("SLUICE_NO_BUILD", "1", "SLUICE_CONTEXT", context.toString())))) {
            assertThat(typed.awaitEnd(PATIENCE)).isTrue();
            assertThat(typed.exit()).as(typed.output()).contains(0);
            return typed.output();
        }
    }

    private static void awaitDone(SluiceApi api, String operation) {
        var done = Pauses.until(PATIENCE, () -> api.get("/api/operations/" + operation)
                .filter(o -> o.path("status").asText().equals("DONE"))
                .isPresent());
        assertThat(done)
                .as("%s: %s", operation, api.get("/api/operations/" + operation))
                .isTrue();
    }

    private static Set<String> taken(SluiceApi api, String operation) {
        Set<String> nodes = new HashSet<>();
        JsonNode moves = api.get("/api/operations/" + operation).orElseThrow().path("moves");
        moves.forEach(move -> nodes.add(move.path("node").asText()));
        return nodes;
    }
}
