package dev.sluice.telemetry;

import dev.sluice.driver.HostedNodes;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.wire.TextPage;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The exporters of simulated nodes: every 15 s each hands in a page as node_exporter would write it, with as many series as
 * the signals take. A part of them each second, as real targets are spread.
 */
@Singleton
class HostedMetrics {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int INTERVAL = 15;

    private final Instance<HostedNodes> hosts;
    private final Intake intake;
    private final Timers timers;
    private final Clock clock;
    private final Map<NodeId, Idle> idle = new HashMap<>();
    private Timers.Handle timer = () -> {};
    private long ticks;

    HostedMetrics(@Any Instance<HostedNodes> hosts, Intake intake, Timers timers, Clock clock) {
        this.hosts = hosts;
        this.intake = intake;
        this.timers = timers;
        this.clock = clock;
    }

    /** CPU time that a node has idled, up to its last page. */
    private static final class Idle {
        private double seconds;
        private long atMs;
    }

    void start(@Observes StartupEvent started) {
        if (!hosts.isUnsatisfied()) {
            timer = timers.every(TICK, this::tick);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.cancel();
    }

    private void tick() {
        int part = (int) (ticks++ % INTERVAL);
        for (HostedNodes host : hosts) {
            for (int i = part; i < host.nodes().size(); i += INTERVAL) {
                page(host.nodes().get(i), host);
            }
        }
    }

    private void page(Node node, HostedNodes host) {
        HostedNodes.Load load = host.load(node.id());
        long now = clock.millis();
        Idle own = idle.computeIfAbsent(node.id(), id -> new Idle());
        if (own.atMs > 0) {
            own.seconds += (now - own.atMs) / 1000.0 * (1 - load.cpu());
        }
        own.atMs = now;
        double total = node.capacity().memoryBytes();
        // One CPU stands for all of a node's, which are equally busy.
        byte[] page = String.format(
                        Locale.ROOT,
                        "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} %.3f%n"
                                + "node_memory_MemTotal_bytes %.0f%n"
                                + "node_memory_MemAvailable_bytes %.0f%n",
                        own.seconds,
                        total,
                        total * (1 - load.memory()))
                .getBytes(StandardCharsets.UTF_8);
        intake.page(
                page,
                page.length,
                false,
                new TextPage.Target(node.id().hashCode(), node.id().value(), "simulated"),
                now);
    }
}
