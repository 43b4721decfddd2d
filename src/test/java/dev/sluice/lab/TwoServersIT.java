package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.PostgresResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers as their users start them, on one PostgreSQL: one leads, and whatever becomes of it the other takes over. */
@Tag("lab")
class TwoServersIT {

    private static final Logger LOG = Logger.getLogger(TwoServersIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void theOtherLeadsWhenOneIsKilledOrStopped(@TempDir Path dir) throws Exception {
        PostgresResource postgres = new PostgresResource();
        Map<String, String> database = postgres.start();
        DemoServer a = server(dir.resolve("a"), database);
        DemoServer b = server(dir.resolve("b"), database);
        try {
            // Given
            await("one leads and the other follows", () -> leads(a) != leads(b));
            DemoServer first = leads(a) ? a : b;
            DemoServer second = first == a ? b : a;

            // When the leader is killed
            Instant killed = Instant.now();
            signal(first, "KILL");
            await("the other leads", () -> leads(second));

            // Then
            LOG.infof("After SIGKILL the other server led within %d ms", since(killed));

            // When it is back, and the new leader is stopped in the middle of whatever it does
            await("the first is dead", () -> first.restartIfDead().isPresent());
            await("the first follows", () -> standing(first).equals("follows"));
            Instant stopped = Instant.now();
            signal(second, "STOP");
            await("the first leads again", () -> leads(first));

            // Then
            LOG.infof("After SIGSTOP the other server led within %d ms", since(stopped));

            // When it goes on
            signal(second, "CONT");

            // Then it does not lead any more
            await("the second follows", () -> standing(second).equals("follows"));
            assertThat(leads(first)).isTrue();
        } finally {
            LabProcess.stop(List.of(a.process(), b.process()), Duration.ofSeconds(30));
            postgres.stop();
        }
    }

    private static DemoServer server(Path dir, Map<String, String> database) throws IOException {
        Files.createDirectories(dir.resolve("log"));
        return DemoServer.start(
                dir,
                List.of(Path.of("sluice").toAbsolutePath().toString(), "serve"),
                LabPorts.free(LabPorts.LOOPBACK, 1).getFirst(),
                Map.of(
                        "sluice.db.url", value(database, "quarkus.datasource.reactive.url"),
                        "sluice.db.user", value(database, "quarkus.datasource.username"),
                        "sluice.db.password", value(database, "quarkus.datasource.password")),
                dir.resolve("context.json"));
    }

    private static String value(Map<String, String> of, String key) {
        return of.getOrDefault(key, "");
    }

    private static void signal(DemoServer server, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(server.process().pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static boolean leads(DemoServer server) {
        return standing(server).equals("leads");
    }

    /** As the readiness check tells it; empty while the server does not answer. */
    private static String standing(DemoServer server) {
        JsonNode checks = server.api()
                .get("/q/health/ready")
                .map(answer -> answer.path("checks"))
                .orElseGet(LabHttp.JSON::createArrayNode);
        for (JsonNode check : checks) {
            if (check.path("name").asText().equals("Leadership")) {
                return check.path("data").path("standing").asText();
            }
        }
        return "";
    }

    private static long since(Instant then) {
        return Duration.between(then, Instant.now()).toMillis();
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Pauses.pause(Duration.ofMillis(100));
        }
    }
}
