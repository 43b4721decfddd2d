package dev.sluice.reconciling;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Ownership.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found and is not yet held for true. A conflict or a drain counts when a second look finds it too; a lost node or
 * a ghost when it has been so for long. Plain Java; one thread at a time.
 */
final class Suspicions {

    private final Duration lostAfter;
    private final Map<NodeId, Suspicion> open = new HashMap<>();

    private record Suspicion(State state, Instant since) {}

    /**
     * A row to change.
     *
     * @param note empty when the row becomes SETTLED again
     */
    record Change(Ownership row, State state, Optional<String> note) {}

    Suspicions(Duration lostAfter) {
        this.lostAfter = lostAfter;
    }

    /** Takes in the verdicts of one look. */
    List<Change> look(List<Verdict> verdicts, Instant now) {
        List<Change> changes = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            switch (verdict) {
                case Verdict.Agrees agrees -> agrees(agrees.row()).ifPresent(changes::add);
                case Verdict.Untold untold -> {}
                case Verdict.Differs differs -> differs(differs, now).ifPresent(changes::add);
            }
        }
        return changes;
    }

    private Optional<Change> agrees(Ownership row) {
        open.remove(row.node());
        return switch (row.state()) {
            case FOREIGN_DRAIN, LOST, GHOST -> Optional.of(new Change(row, State.SETTLED, Optional.empty()));
            // Only a person ends these.
            case CONFLICT, QUARANTINED -> Optional.empty();
            case SETTLED, MOVING -> Optional.empty();
        };
    }

    private Optional<Change> differs(Verdict.Differs differs, Instant now) {
        Ownership row = differs.row();
        if (row.state() == differs.state() || row.state() == State.CONFLICT || row.state() == State.QUARANTINED) {
            open.remove(row.node());
            return Optional.empty();
        }
        Suspicion before = open.get(row.node());
        if (before == null || before.state() != differs.state()) {
            open.put(row.node(), new Suspicion(differs.state(), now));
            return Optional.empty();
        }
        boolean slow = differs.state() == State.LOST || differs.state() == State.GHOST;
        Duration needed = slow ? lostAfter : Duration.ZERO;
        return now.isBefore(before.since().plus(needed))
                ? Optional.empty()
                : Optional.of(new Change(row, differs.state(), Optional.of(differs.sentence())));
    }
}
