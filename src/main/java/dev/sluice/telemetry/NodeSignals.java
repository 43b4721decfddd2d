package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How loaded one node is, per dimension, over the signal window.
 *
 * @param readings one per dimension that has data; a dimension without data is absent, never zero
 * @param newest when the newest sample behind any reading was taken; empty when there is none
 * @param sources who sent it, for example {@code scrape}, {@code remote-write}
 */
public record NodeSignals(
        NodeId node, Map<Dimension, Reading> readings, Optional<Instant> newest, List<String> sources) {

    /** What can be full. */
    public enum Dimension {
        CPU,
        MEMORY,
        DISK,
        NETWORK,
        GPU
    }

    /**
     * One dimension.
     *
     * @param utilisation share in use, 0 to 1: 66th percentile over the window
     * @param latest the newest value of the same, for display
     * @param stalled share of time that some task waited (PSI), 0 to 1; empty where the kernel does not tell
     */
    public record Reading(double utilisation, double latest, OptionalDouble stalled) {}

    public NodeSignals {
        readings = Map.copyOf(readings);
        sources = List.copyOf(sources);
    }

    public static NodeSignals unknown(NodeId node) {
        return new NodeSignals(node, Map.of(), Optional.empty(), List.of());
    }

    /** Whether there is a sample that is not older than {@code maxAge} at {@code now}; otherwise the node is UNKNOWN. */
    public boolean freshAt(Instant now, Duration maxAge) {
        return newest.filter(t -> !t.isBefore(now.minus(maxAge))).isPresent();
    }
}
