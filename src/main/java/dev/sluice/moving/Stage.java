package dev.sluice.moving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a running state is.
 *
 * @param left its steps that are not done, in order; never empty
 * @param open the first of them is begun and not answered
 * @param doubt the first of them may have taken effect
 * @param epoch of the claim; 0 before there is one
 * @param deadline set by the first step that is begun
 * @param failures of the first step, in a row
 * @param fault the newest failure of this state
 */
record Stage(
        List<MoveStep> left,
        boolean open,
        boolean doubt,
        long epoch,
        Instant since,
        Optional<Instant> deadline,
        int failures,
        Optional<Trouble> fault) {

    /** A failure and when it was, for the back-off. */
    record Trouble(Fault fault, Instant at) {}

    Stage {
        left = List.copyOf(left);
        if (left.isEmpty()) {
            throw new IllegalArgumentException("stage: needs a step");
        }
    }

    static Stage of(Instant since, long epoch, MoveStep... steps) {
        return of(since, epoch, List.of(steps));
    }

    static Stage of(Instant since, long epoch, List<MoveStep> steps) {
        return new Stage(steps, false, false, epoch, since, Optional.empty(), 0, Optional.empty());
    }

    MoveStep due() {
        return left.getFirst();
    }

    boolean isLast() {
        return left.size() == 1;
    }

    Stage started(MoveEvent.Started event) {
        return new Stage(left, true, doubt || open, epoch, since, deadline.or(event::deadline), failures, fault);
    }

    /** The stage without its first step; not for the last one. */
    Stage succeeded(MoveEvent.Succeeded event) {
        return new Stage(
                left.subList(1, left.size()), false, false, event.epoch(), since, deadline, 0, Optional.empty());
    }

    Stage failed(MoveEvent.Failed event) {
        return new Stage(
                left,
                false,
                // A plain no says nothing about an earlier attempt whose answer was lost.
                doubt || event.doubt(),
                epoch,
                since,
                deadline,
                failures + 1,
                Optional.of(new Trouble(event.fault(), event.at())));
    }

    /** The same work from {@code now} on, with a deadline that is not set yet. */
    Stage renewed(Instant now) {
        return new Stage(left, false, doubt || open, epoch, now, Optional.empty(), 0, fault);
    }

    /** The same work with another deadline. */
    Stage until(Instant newDeadline) {
        return new Stage(left, open, doubt, epoch, since, Optional.of(newDeadline), failures, fault);
    }

    Stage reduced(List<MoveStep> steps, Instant now) {
        return new Stage(steps, false, false, epoch, now, Optional.empty(), 0, fault);
    }
}
