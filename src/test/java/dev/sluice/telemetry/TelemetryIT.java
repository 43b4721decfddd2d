package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.fleet.NodeId;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
import dev.sluice.server.PostgresResource;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.scrape.TargetHealth;
import dev.sluice.telemetry.scrape.Targets;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real node_exporter, scraped by Sluice itself as node-3, and by a real Prometheus that forwards it by remote write as
 * node-4.
 */
@QuarkusTest
@Tag("lab")
@WithTestResource(PostgresResource.class)
@WithTestResource(value = TelemetryIT.Exporter.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class TelemetryIT {

    private static final Path EXPORTER = Path.of("/usr/bin/prometheus-node-exporter");
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Duration BOUND = Duration.ofSeconds(90);

    @TestHTTPResource("/api/v1/write")
    @Nullable
    URI write;

    @Inject
    Credentials credentials;

    @Inject
    Telemetry telemetry;

    @Inject
    Targets targets;

    @Inject
    Clock clock;

    @Test
    void anExporterIsScrapedAndFeedsItsNode() {
        present(EXPORTER);

        // When
        within(() -> known("node-3").containsAll(Set.of(Dimension.CPU, Dimension.MEMORY)));

        // Then
        NodeSignals signals = telemetry.signals(new NodeId("node-3"), clock.instant());
        assertThat(signals.sources()).containsExactly("scrape");
        assertSound(signals);
        List<TargetHealth> health = targets.of(new NodeId("node-3"));
        assertThat(health).hasSize(1);
        assertThat(health.getFirst().up()).isTrue();
        assertThat(health.getFirst().samples()).isGreaterThan(300);
        assertThat(health.getFirst().problem()).isEmpty();
    }

    @Test
    void prometheusForwardsByRemoteWrite() throws Throwable {
        present(EXPORTER);
        present(PROMETHEUS);

        // Given
        String token = VertxContextSupport.subscribeAndAwait(
                () -> credentials.issue("prometheus-it", Set.of(Roles.SENDER), Optional.empty()));
        Path folder = Files.createTempDirectory(Path.of("target"), "prometheus-it");
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: node
                    static_configs:
                      - targets: ["127.0.0.1:%s"]
                        labels:
                          node: node-4
                remote_write:
                  - url: %s
                    authorization:
                      credentials: %s
                    queue_config:
                      batch_send_deadline: 500ms
                """.formatted(Exporter.port, write, token));

        // When
        Process prometheus = start(
                folder.resolve("prometheus.log"),
                PROMETHEUS.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + freePort());
        try {
            within(() -> {
                assertThat(prometheus.isAlive()).as("Prometheus, see " + folder).isTrue();
                return known("node-4").containsAll(Set.of(Dimension.CPU, Dimension.MEMORY));
            });

            // Then
            NodeSignals signals = telemetry.signals(new NodeId("node-4"), clock.instant());
            assertThat(signals.sources()).containsExactly("remote-write");
            assertSound(signals);
        } finally {
            stop(prometheus);
        }
        // And nothing was refused on the way
        assertThat(Files.readString(folder.resolve("prometheus.log"))).doesNotContain("non-recoverable error");

        // And a stopped sender is unknown, not idle, once its last sample is too old
        Instant later = clock.instant().plusSeconds(200);
        assertThat(telemetry.signals(new NodeId("node-4"), later).readings()).isEmpty();
    }

    private Set<Dimension> known(String node) {
        return telemetry.signals(new NodeId(node), clock.instant()).readings().keySet();
    }

    private static void assertSound(NodeSignals signals) {
        signals.readings().forEach((dimension, reading) -> {
            assertThat(reading.utilisation()).as(dimension + " utilisation").isBetween(0.0, 1.0);
            assertThat(reading.latest()).as(dimension + " latest").isBetween(0.0, 1.0);
            reading.stalled().ifPresent(s -> assertThat(s).isBetween(0.0, 1.0));
        });
        // A machine that runs this test is neither idle nor without memory in use.
        assertThat(reading(signals, Dimension.CPU).utilisation()).isPositive();
        assertThat(reading(signals, Dimension.MEMORY).utilisation()).isPositive();
    }

    private static NodeSignals.Reading reading(NodeSignals signals, Dimension dimension) {
        return Optional.ofNullable(signals.readings().get(dimension)).orElseThrow();
    }

    private static void present(Path program) {
        if (System.getenv("CI") != null) {
            assertThat(program).as("CI must have the real peer").exists();
        }
        assumeTrue(Files.isExecutable(program), () -> program + " is not on this machine");
    }

    private static void within(BooleanSupplier condition) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("came true within " + BOUND).isLessThan(end);
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static Process start(Path log, String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node_exporter on a free port, which Sluice is told to scrape; nothing where the program is missing. */
    public static final class Exporter implements QuarkusTestResourceLifecycleManager {

        private static int port;
        private @Nullable Process process;

        @Override
        public Map<String, String> start() {
            if (!Files.isExecutable(EXPORTER)) {
                return Map.of();
            }
            port = freePort();
            process = TelemetryIT.start(
                    Path.of("target", "node-exporter-it.log"),
                    EXPORTER.toString(),
                    "--web.listen-address=127.0.0.1:" + port);
            return Map.of(
                    "sluice.telemetry.scrape.targets",
                    "node-3=http://127.0.0.1:" + port + "/metrics",
                    "sluice.telemetry.scrape.interval",
                    "1s");
        }

        @Override
        public void stop() {
            if (process != null) {
                TelemetryIT.stop(process);
            }
        }
    }
}
