package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.moving.Operations.Operation;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** How long drains, moves and operations took that ended on this server. */
final class MoveTimes {

    /** Seconds, from an idle worker's drain to a day of waiting for somebody's job. */
    private static final double[] BUCKETS = {1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400};

    private final Histogram drains = Histogram.build(
                    "sluice_drain_seconds", "Time from the start of a drain until its node was empty, by donor.")
            .labelNames("framework")
            .buckets(BUCKETS)
            .create();

    private final Histogram moves = Histogram.build(
                    "sluice_move_seconds",
                    "Time from a move's slot to its end, by outcome: MOVED, UNDONE, QUARANTINED.")
            .labelNames("outcome")
            .buckets(BUCKETS)
            .create();

    private final Histogram operations = Histogram.build(
                    "sluice_operation_seconds", "Time from an operation's start until its last move ended, by status.")
            .labelNames("status")
            .buckets(BUCKETS)
            .create();

    MoveTimes() {
        // There with 0 from the start, so that the first one is seen as an increase.
        Stream.of("MOVED", "UNDONE", "QUARANTINED").forEach(moves::labels);
        Stream.of(Operation.Status.values())
                .filter(s -> s != Operation.Status.RUNNING && s != Operation.Status.STUCK)
                .forEach(s -> operations.labels(s.name()));
    }

    /** @param begun when the move was given its slot */
    void learn(Route route, MoveState before, MoveState after, Instant begun) {
        if (after instanceof MoveState.Draining) {
            route.donor().map(FrameworkId::value).ifPresent(drains::labels);
        }
        if (before instanceof MoveState.Draining && after instanceof MoveState.Drained) {
            route.donor().ifPresent(donor -> observe(drains.labels(donor.value()), before.since(), after.since()));
        }
        if (after.ended()) {
            observe(moves.labels(after.name()), begun, after.since());
        }
    }

    void ended(MoveJournal.Recorded operation) {
        List<MoveState> states =
                operation.moves().stream().map(MoveJournal.RecordedMove::state).toList();
        states.stream()
                .map(MoveState::since)
                .max(Instant::compareTo)
                .ifPresent(end -> observe(
                        operations.labels(OperationReport.status(states).name()),
                        operation.header().createdAt(),
                        end));
    }

    private static void observe(Histogram.Child histogram, Instant from, Instant to) {
        histogram.observe(Math.max(0, Duration.between(from, to).toMillis()) / 1e3);
    }

    List<MetricFamilySamples> collect() {
        return Stream.of(drains, moves, operations)
                .flatMap(metric -> metric.collect().stream())
                .toList();
    }
}
