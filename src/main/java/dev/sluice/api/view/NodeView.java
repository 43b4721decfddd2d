package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node.
 *
 * @param owner framework id; null in the reservoir
 * @param state of the ledger row: SETTLED, MOVING, CONFLICT, FOREIGN_DRAIN, LOST, GHOST or QUARANTINED
 * @param step of its running move, for example DRAINING; null when it does not move
 * @param operation that moves it; null when none does
 * @param frameworks that it has a role for
 * @param cpu share of CPU in use, 0 to 1; null when unknown
 * @param memory share of memory in use, 0 to 1; null when unknown
 * @param running pieces of work on it by its owner's API; null when the owner does not list it
 * @param signalAgeSeconds of the newest sample; null when there is none
 * @param agent CONNECTED, AWAY or NONE
 * @param role what the agent runs, with its state, for example {@code spark RUNNING}
 * @param note why it is in this state, in words; null when there is nothing to say
 * @param pin null when nobody has pinned it
 * @param disk share of disk time in use, 0 to 1; null when unknown
 * @param network share of network bandwidth in use, 0 to 1; null when unknown
 * @param stalled the largest share of time that work on it waited for CPU, memory or disk (PSI), 0 to 1; null where the
 *     kernel does not tell
 */
public record NodeView(
        String id,
        @Nullable String owner,
        String state,
        @Nullable String step,
        @Nullable String operation,
        @Nullable String rack,
        double cores,
        double memoryBytes,
        List<String> frameworks,
        @Nullable Double cpu,
        @Nullable Double memory,
        @Nullable Integer running,
        @Nullable Long signalAgeSeconds,
        List<String> sources,
        String agent,
        @Nullable String role,
        @Nullable String note,
        @Nullable PinView pin,
        Map<String, String> labels,
        @Nullable Double disk,
        @Nullable Double network,
        @Nullable Double stalled) {

    /** Who wants it never moved, and why. */
    public record PinView(String actor, String reason, Instant since) {}
}
