package dev.sluice.moving;

import dev.sluice.moving.MoveState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a move should do now: a pure function of its state, so that live and recovered moves do the same. */
sealed interface Turn {

    /** Nothing before {@code until}; empty: nothing until somebody wakes it. */
    record Rest(Optional<Instant> until) implements Turn {}

    /** Write this down, then decide again; {@code granted} when it carries out the wish. */
    record Write(MoveEvent event, boolean granted) implements Turn {}

    /** The wish cannot be carried out and never will be. */
    record DropWish() implements Turn {}

    /**
     * Write {@code Started} down, then call.
     *
     * @param look an earlier attempt may have taken effect, so read the other side first
     */
    record Begin(MoveStep step, Optional<Instant> deadline, boolean look) implements Turn {}

    /** The step was begun; look whether it holds now. */
    record Look(MoveStep step) implements Turn {}

    static Turn of(MoveState state, Optional<Wish> wish, Instant now, MovingConfig config) {
        return switch (state) {
            case Running running -> ofRunning(running, wish, now, config);
            case MoveState.Stuck stuck -> wish.map(w -> ofStuck(stuck, w, now)).orElse(new Rest(Optional.empty()));
            case MoveState.Moved m -> new Rest(Optional.empty());
            case MoveState.Undone u -> new Rest(Optional.empty());
            case MoveState.Quarantined q -> new Rest(Optional.empty());
        };
    }

    private static Turn ofStuck(MoveState.Stuck stuck, Wish wish, Instant now) {
        boolean possible =
                switch (wish.control().kind()) {
                    case UNDO -> stuck.from().undoable();
                    case FORCE -> stuck.from().forceable();
                    case RETRY, WAIT -> true;
                    case CANCEL -> false;
                };
        if (possible) {
            return new Write(wish.event(now, now), true);
        }
        // Taking back a way back is to try it again.
        return wish.isUndo()
                ? new Write(new MoveEvent.RetryRequested(now, wish.actor(), wish.reason()), true)
                : new DropWish();
    }

    /** What becomes of a wish before anything else is done; empty when it has to wait for another state. */
    private static Optional<Turn> granted(Running state, Wish wish, Instant now) {
        Optional<Instant> deadline = state.stage().deadline();
        // A call whose answer is not known is first found out about, unless nothing hangs on it.
        boolean possible =
                switch (wish.control().kind()) {
                    case CANCEL -> state instanceof MoveState.Reserved && state.undoable();
                    case UNDO -> state.undoable();
                    case FORCE -> state.forceable();
                    case WAIT -> deadline.isPresent();
                    case RETRY -> false;
                };
        boolean later =
                switch (wish.control().kind()) {
                    case CANCEL -> state instanceof MoveState.Reserved;
                    case UNDO -> true;
                    case FORCE -> state instanceof MoveState.Draining;
                    case WAIT, RETRY -> false;
                };
        if (possible) {
            return Optional.of(new Write(wish.event(now, deadline.orElse(now)), true));
        }
        return later ? Optional.empty() : Optional.of(new DropWish());
    }

    private static Turn ofRunning(Running state, Optional<Wish> wish, Instant now, MovingConfig config) {
        Optional<Turn> granted = wish.flatMap(w -> granted(state, w, now));
        if (granted.isPresent()) {
            return granted.get();
        }
        Stage stage = state.stage();
        MoveStep step = stage.due();
        if (!step.inLedger() && stage.deadline().filter(d -> !now.isBefore(d)).isPresent()) {
            return new Write(new MoveEvent.DeadlinePassed(now), false);
        }
        if (stage.open() && step.isWait()) {
            return new Look(step);
        }
        Optional<Instant> again = stage.fault()
                .filter(t -> !stage.open() && stage.failures() > 0)
                .map(t -> t.at().plus(backOff(stage.failures(), config)));
        if (again.filter(now::isBefore).isPresent()) {
            return new Rest(again);
        }
        Optional<Instant> deadline = step.inLedger()
                ? Optional.empty()
                : Optional.of(now.plus(config.deadline().of(state)));
        return new Begin(step, deadline, stage.open() || stage.doubt());
    }

    private static Duration backOff(int failures, MovingConfig config) {
        Duration delay = config.backOff().first().multipliedBy(1L << Math.min(failures - 1, 20));
        return delay.compareTo(config.backOff().most()) < 0
                ? delay
                : config.backOff().most();
    }
}
