package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation.
 *
 * @param id for example {@code op-7}
 * @param from framework id; null for the reservoir
 * @param to framework id; null for the reservoir
 * @param actor who started it
 * @param status RUNNING, DONE, PARTLY_DONE, UNDONE, FAILED or STUCK
 * @param summary the truth in one line, for example {@code 1 of 2 moved, 1 draining}
 * @param undoable whether an undo would change anything
 */
public record OperationView(
        String id,
        @Nullable String from,
        @Nullable String to,
        String reason,
        String actor,
        String status,
        String summary,
        boolean undoable,
        Instant createdAt,
        @Nullable Instant endedAt,
        TotalsView totals,
        List<MoveView> moves) {

    /** How many moves are where; the parts add up to {@code moves}. */
    public record TotalsView(int moves, int moved, int underWay, int waiting, int stuck, int undone, int quarantined) {}

    /**
     * One node's move.
     *
     * @param state RESERVED, DRAINING, DRAINED, RELEASED, PREPARING, JOINING, VERIFYING, MOVED, ROLLING_BACK, UNDONE,
     *     STUCK or QUARANTINED
     * @param since when it entered that state
     * @param deadline by which that state must end; null for an end state
     * @param remaining pieces of work left while draining; null when unknown
     * @param etaSeconds for the rest of the drain; null when unknown
     * @param blockers what holds the drain up, the worst first
     * @param note what went wrong, in words; null when nothing did
     * @param code the same for programs; for a STUCK move, why it is stuck
     * @param possible of CANCEL, UNDO, RETRY, FORCE and WAIT those that would do something now
     * @param steps the way so far and what is left, in order
     */
    public record MoveView(
            String node,
            String state,
            Instant since,
            @Nullable Instant deadline,
            @Nullable Integer remaining,
            @Nullable Long etaSeconds,
            List<String> blockers,
            @Nullable String note,
            @Nullable String code,
            List<String> possible,
            List<StepView> steps) {}

    /**
     * One step on the way.
     *
     * @param state WAITING, RUNNING, DONE, FAILED or UNDONE
     */
    public record StepView(
            String name,
            String state,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}
}
