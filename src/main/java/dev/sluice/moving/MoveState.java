package dev.sluice.moving;

import static dev.sluice.moving.MoveStep.ADMIT;
import static dev.sluice.moving.MoveStep.CHECK;
import static dev.sluice.moving.MoveStep.CLAIM;
import static dev.sluice.moving.MoveStep.CONFIRM;
import static dev.sluice.moving.MoveStep.DRAIN;
import static dev.sluice.moving.MoveStep.EMPTY;
import static dev.sluice.moving.MoveStep.HAND_OVER;
import static dev.sluice.moving.MoveStep.PREPARE;
import static dev.sluice.moving.MoveStep.QUARANTINE;
import static dev.sluice.moving.MoveStep.READMIT;
import static dev.sluice.moving.MoveStep.RELEASE;
import static dev.sluice.moving.MoveStep.SETTLE;
import static dev.sluice.moving.MoveStep.START;
import static dev.sluice.moving.MoveStep.STOP;
import static dev.sluice.moving.MoveStep.VERIFY;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one node's move stands. A state is a value; {@link #next} is its only way out, live and in replay.
 *
 * <pre>
 * state (its steps)               when these are done      a step fails for good,        undo is asked
 *                                                          or the deadline passes
 * RESERVED (claim, check)         DRAINING; from the       not claimed: UNDONE           same as failed
 *                                 reservoir RELEASED       else ROLLING_BACK
 * DRAINING (drain, empty)         DRAINED                  ROLLING_BACK (1)              ROLLING_BACK
 * DRAINED (release)               RELEASED                 ROLLING_BACK (2)              ROLLING_BACK (2)
 * ---- point of no return ----------------------------------------------------------------------------
 * RELEASED ([drain, empty,] stop, PREPARING (3)            STUCK                         RELEASED, heading back
 *    hand over)
 * PREPARING (prepare)             JOINING                  RELEASED, heading back (4)    RELEASED, heading back
 * JOINING (admit, start)          VERIFYING                RELEASED, heading back (4)    as long as start has not begun
 * VERIFYING (verify, settle)      MOVED, or UNDONE         RELEASED, heading back (4)    no: undone by a move back
 *                                 when heading back        settle: STUCK
 * ROLLING_BACK ([empty,] readmit, UNDONE                   STUCK                         is already
 *    [stop (5), hand over, start,]
 *    confirm, settle)
 * STUCK                           retry: the state it      –                             as in the state it came from
 *                                 came from
 * MOVED, UNDONE, QUARANTINED      –                        –                             –
 * (1) when emptying takes too long and the donor cannot resume in place: STUCK, as a restart would end the work
 * (2) when the release may have happened: RELEASED, heading back; where it has not, it is drained first, unless forced
 * (3) into the reservoir: settle, then MOVED or UNDONE; set aside: quarantine, then QUARANTINED
 * (4) when it already headed back: RELEASED, set aside; where the worker may have work by then, it is drained first
 * (5) not when the donor says by then that the node serves: it was not drained, and may work
 * force: DRAINING goes to DRAINED without waiting; ROLLING_BACK and RELEASED skip their drain; also when stuck there
 * wait:  any state with a deadline keeps on until a later one; STUCK goes back to where it came from, until then
 * </pre>
 */
sealed interface MoveState {

    /** When it was entered. */
    Instant since();

    /** The state after {@code event}; throws {@link IllegalStateException} naming both when there is no such way. */
    MoveState next(MoveEvent event);

    /** The name for journals, views and the API. */
    String name();

    /** Whether nothing will happen any more. */
    default boolean ended() {
        return switch (this) {
            case Moved m -> true;
            case Undone u -> true;
            case Quarantined q -> true;
            case Stuck s -> false;
            case Running r -> false;
        };
    }

    static MoveState planned(Route route, Instant at) {
        return new Reserved(route, Stage.of(at, 0, CLAIM, CHECK));
    }

    static MoveState replay(Route route, Instant plannedAt, List<MoveEvent> events) {
        MoveState state = planned(route, plannedAt);
        for (MoveEvent event : events) {
            state = state.next(event);
        }
        return state;
    }

    private static IllegalStateException illegal(MoveState state, MoveEvent event) {
        return new IllegalStateException("move: no way out of " + state + " by " + event);
    }

    private static Fault asked(MoveEvent.UndoRequested event) {
        return new Fault(Fault.ASKED, event.actor() + " asked for it back: " + event.reason());
    }

    /** A state in which steps are taken. */
    sealed interface Running extends MoveState {

        Route route();

        Stage stage();

        Running with(Stage stage);

        /** After the last step. */
        MoveState done(Instant at, long epoch);

        /** This way is given up. */
        MoveState gaveUp(Fault why, Instant at);

        /** Whether an undo changes anything here. */
        boolean undoable();

        /** Whether it is still on its way to the taker. */
        boolean goesThere();

        default boolean forceable() {
            return false;
        }

        /** Only when {@link #forceable}. */
        default MoveState forced(Instant at) {
            throw new IllegalStateException("move: nothing to force in " + this);
        }

        @Override
        default Instant since() {
            return stage().since();
        }

        @Override
        default MoveState next(MoveEvent event) {
            return switch (event) {
                case MoveEvent.Started e when e.step() == stage().due() -> with(stage().started(e));
                case MoveEvent.Succeeded e
                when e.step() == stage().due() && stage().open() ->
                    stage().isLast() ? done(e.at(), e.epoch()) : with(stage().succeeded(e));
                case MoveEvent.Failed e
                when e.step() == stage().due() && stage().open() -> {
                    Running after = with(stage().failed(e));
                    yield e.retry() ? after : after.gaveUp(e.fault(), e.at());
                }
                case MoveEvent.DeadlinePassed e when !stage().due().inLedger() -> gaveUp(late(), e.at());
                case MoveEvent.UndoRequested e when undoable() -> gaveUpOnRequest(asked(e), e.at());
                case MoveEvent.ForceRequested e when forceable() -> forced(e.at());
                case MoveEvent.WaitRequested e when stage().deadline().isPresent() -> with(stage().until(e.until()));
                case MoveEvent.Started e -> throw illegal(this, e);
                case MoveEvent.Succeeded e -> throw illegal(this, e);
                case MoveEvent.Failed e -> throw illegal(this, e);
                case MoveEvent.DeadlinePassed e -> throw illegal(this, e);
                case MoveEvent.UndoRequested e -> throw illegal(this, e);
                case MoveEvent.ForceRequested e -> throw illegal(this, e);
                case MoveEvent.RetryRequested e -> throw illegal(this, e);
                case MoveEvent.WaitRequested e -> throw illegal(this, e);
            };
        }

        default MoveState gaveUpOnRequest(Fault asked, Instant at) {
            return gaveUp(asked, at);
        }

        private Fault late() {
            String last =
                    stage().fault().map(t -> " Last: " + t.fault().sentence()).orElse("");
            return new Fault(Fault.DEADLINE, name() + " of " + route().node() + " did not end by its deadline." + last);
        }
    }

    /** Planned, then claimed in the ledger, then waiting for its turn. */
    record Reserved(Route route, Stage stage) implements Running {
        @Override
        public String name() {
            return "RESERVED";
        }

        @Override
        public Reserved with(Stage changed) {
            return new Reserved(route, changed);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return route.from().isPresent()
                    ? new Draining(route, Stage.of(at, epoch, DRAIN, EMPTY))
                    : Released.heading(Heading.THERE, route, at, epoch);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return stage.due() == CLAIM ? new Undone(at, why) : RollingBack.untouched(route, why, at, stage.epoch());
        }

        @Override
        public boolean undoable() {
            return stage.due() != CLAIM || (!stage.open() && !stage.doubt());
        }

        @Override
        public boolean goesThere() {
            return true;
        }
    }

    /** The donor gives it no new work and the rest is running out. */
    record Draining(Route route, Stage stage) implements Running {
        @Override
        public String name() {
            return "DRAINING";
        }

        @Override
        public Draining with(Stage changed) {
            return new Draining(route, changed);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return new Drained(route, Stage.of(at, epoch, RELEASE), false);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            if (why.code().equals(Fault.DEADLINE) && stage.due() == EMPTY && !route.resumesInPlace()) {
                return new Stuck(this, why, at);
            }
            boolean touched = stage.due() != DRAIN || stage.open() || stage.doubt();
            return touched
                    ? RollingBack.drained(route, why, at, stage.epoch())
                    : RollingBack.untouched(route, why, at, stage.epoch());
        }

        @Override
        public boolean undoable() {
            return true;
        }

        @Override
        public boolean goesThere() {
            return true;
        }

        @Override
        public boolean forceable() {
            return stage.due() == EMPTY;
        }

        @Override
        public MoveState forced(Instant at) {
            return new Drained(route, Stage.of(at, stage.epoch(), RELEASE), true);
        }
    }

    /** Nothing is left on it, or what is left is to be ended. */
    record Drained(Route route, Stage stage, boolean force) implements Running {
        @Override
        public String name() {
            return "DRAINED";
        }

        @Override
        public Drained with(Stage changed) {
            return new Drained(route, changed, force);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return Released.heading(Heading.THERE, route, at, epoch);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return stage.open() || stage.doubt()
                    ? Released.from(this, Heading.THERE.back(why, false), !force, at)
                    : RollingBack.drained(route, why, at, stage.epoch());
        }

        @Override
        public boolean undoable() {
            return true;
        }

        @Override
        public boolean goesThere() {
            return true;
        }
    }

    /** The donor has let go; the worker is being stopped. */
    record Released(Route route, Stage stage, Heading heading) implements Running {

        private static final List<MoveStep> EMPTYING = List.of(DRAIN, EMPTY);

        static Released heading(Heading heading, Route route, Instant at, long epoch) {
            return new Released(route, Stage.of(at, epoch, steps(heading, route)), heading);
        }

        private static List<MoveStep> steps(Heading heading, Route route) {
            return switch (heading.goal()) {
                case TAKER, DONOR ->
                    heading.goal(route).isPresent() ? List.of(STOP, HAND_OVER) : List.of(STOP, HAND_OVER, SETTLE);
                case RESERVOIR -> List.of(STOP, QUARANTINE);
            };
        }

        @Override
        public String name() {
            return "RELEASED";
        }

        @Override
        public Released with(Stage changed) {
            return new Released(route, changed, heading);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return switch (stage.due()) {
                case HAND_OVER -> new Preparing(route, Stage.of(at, epoch, PREPARE), heading);
                case SETTLE, QUARANTINE -> arrived(heading, at);
                case CLAIM, CHECK, DRAIN, EMPTY, RELEASE, STOP, PREPARE, ADMIT, START, VERIFY, READMIT, CONFIRM ->
                    throw new IllegalStateException("move: RELEASED cannot end with " + stage.due());
            };
        }

        /** The end of a way: where the heading pointed. */
        static MoveState arrived(Heading heading, Instant at) {
            return switch (heading.goal()) {
                case TAKER -> new Moved(at);
                case DONOR -> new Undone(at, heading.cause().orElseThrow());
                case RESERVOIR -> new Quarantined(at, heading.cause().orElseThrow());
            };
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return new Stuck(this, why, at);
        }

        @Override
        public MoveState gaveUpOnRequest(Fault asked, Instant at) {
            return turnBack(this, heading, asked, false, at);
        }

        @Override
        public boolean undoable() {
            return heading.isThere() && stage.due() == STOP;
        }

        @Override
        public boolean goesThere() {
            return heading.isThere();
        }

        /** Heads back from a state past the point of no return, or aside when it was already heading back. */
        static Released turnBack(Running from, Heading heading, Fault why, boolean started, Instant at) {
            return from(from, heading.isThere() ? heading.back(why, started) : heading.aside(why), started, at);
        }

        /** @param working whether whoever it leaves may have work on it, which is waited for */
        static Released from(Running before, Heading heading, boolean working, Instant at) {
            List<MoveStep> steps = new ArrayList<>(working ? EMPTYING : List.of());
            steps.addAll(steps(heading, before.route()));
            return new Released(before.route(), Stage.of(at, before.stage().epoch(), steps), heading);
        }

        @Override
        public boolean forceable() {
            return EMPTYING.contains(stage.due());
        }

        @Override
        public MoveState forced(Instant at) {
            return with(stage.reduced(steps(heading, route), at));
        }
    }

    /** The ledger names the new owner; the node's prepare recipe runs. */
    record Preparing(Route route, Stage stage, Heading heading) implements Running {
        @Override
        public String name() {
            return "PREPARING";
        }

        @Override
        public Preparing with(Stage changed) {
            return new Preparing(route, changed, heading);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return new Joining(route, Stage.of(at, epoch, ADMIT, START), heading);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return Released.turnBack(this, heading, why, false, at);
        }

        @Override
        public boolean undoable() {
            return heading.isThere();
        }

        @Override
        public boolean goesThere() {
            return heading.isThere();
        }
    }

    /** The new owner accepts the node and its worker starts. */
    record Joining(Route route, Stage stage, Heading heading) implements Running {
        @Override
        public String name() {
            return "JOINING";
        }

        @Override
        public Joining with(Stage changed) {
            return new Joining(route, changed, heading);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return new Verifying(route, Stage.of(at, epoch, VERIFY, SETTLE), heading);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return Released.turnBack(this, heading, why, startBegun(), at);
        }

        @Override
        public boolean undoable() {
            return heading.isThere() && !startBegun();
        }

        @Override
        public boolean goesThere() {
            return heading.isThere();
        }

        private boolean startBegun() {
            return stage.due() == START && (stage.open() || stage.doubt() || stage.failures() > 0);
        }
    }

    /** The worker runs; the new owner has to say so too. */
    record Verifying(Route route, Stage stage, Heading heading) implements Running {
        @Override
        public String name() {
            return "VERIFYING";
        }

        @Override
        public Verifying with(Stage changed) {
            return new Verifying(route, changed, heading);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return Released.arrived(heading, at);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return stage.due() == SETTLE ? new Stuck(this, why, at) : Released.turnBack(this, heading, why, true, at);
        }

        @Override
        public boolean undoable() {
            return false;
        }

        @Override
        public boolean goesThere() {
            return heading.isThere();
        }
    }

    /** On the way back to a donor that has not let go. */
    record RollingBack(Route route, Stage stage, Fault cause) implements Running {

        /** Nothing was asked of the donor; only the claim is given back. */
        static RollingBack untouched(Route route, Fault why, Instant at, long epoch) {
            return new RollingBack(route, Stage.of(at, epoch, SETTLE), why);
        }

        /** The donor may be draining the node. */
        static RollingBack drained(Route route, Fault why, Instant at, long epoch) {
            List<MoveStep> steps = route.resumesInPlace()
                    ? List.of(READMIT, CONFIRM, SETTLE)
                    : List.of(EMPTY, READMIT, STOP, HAND_OVER, START, CONFIRM, SETTLE);
            return new RollingBack(route, Stage.of(at, epoch, steps), why);
        }

        @Override
        public String name() {
            return "ROLLING_BACK";
        }

        @Override
        public RollingBack with(Stage changed) {
            return new RollingBack(route, changed, cause);
        }

        @Override
        public MoveState done(Instant at, long epoch) {
            return new Undone(at, cause);
        }

        @Override
        public MoveState gaveUp(Fault why, Instant at) {
            return new Stuck(this, why, at);
        }

        @Override
        public boolean undoable() {
            return false;
        }

        @Override
        public boolean goesThere() {
            return false;
        }

        @Override
        public boolean forceable() {
            return stage.due() == EMPTY;
        }

        @Override
        public MoveState forced(Instant at) {
            return with(stage.reduced(stage.left().subList(1, stage.left().size()), at));
        }
    }

    /** Needs a person: wait (retry), force or undo. The claim is kept, so that nobody else touches the node. */
    record Stuck(Running from, Fault reason, Instant since) implements MoveState {
        @Override
        public String name() {
            return "STUCK";
        }

        @Override
        public MoveState next(MoveEvent event) {
            return switch (event) {
                case MoveEvent.RetryRequested e -> from.with(from.stage().renewed(e.at()));
                case MoveEvent.WaitRequested e ->
                    from.with(from.stage().renewed(e.at()).until(e.until()));
                case MoveEvent.UndoRequested e when from.undoable() -> from.gaveUpOnRequest(asked(e), e.at());
                case MoveEvent.ForceRequested e when from.forceable() -> from.forced(e.at());
                case MoveEvent.UndoRequested e -> throw illegal(this, e);
                case MoveEvent.ForceRequested e -> throw illegal(this, e);
                case MoveEvent.Started e -> throw illegal(this, e);
                case MoveEvent.Succeeded e -> throw illegal(this, e);
                case MoveEvent.Failed e -> throw illegal(this, e);
                case MoveEvent.DeadlinePassed e -> throw illegal(this, e);
            };
        }
    }

    /** The taker has it. */
    record Moved(Instant since) implements MoveState {
        @Override
        public String name() {
            return "MOVED";
        }

        @Override
        public MoveState next(MoveEvent event) {
            throw illegal(this, event);
        }
    }

    /** The donor has it, as before. */
    record Undone(Instant since, Fault cause) implements MoveState {
        @Override
        public String name() {
            return "UNDONE";
        }

        @Override
        public MoveState next(MoveEvent event) {
            throw illegal(this, event);
        }
    }

    /** Neither end could take it; it is in the reservoir until a person has looked at it. */
    record Quarantined(Instant since, Fault cause) implements MoveState {
        @Override
        public String name() {
            return "QUARANTINED";
        }

        @Override
        public MoveState next(MoveEvent event) {
            throw illegal(this, event);
        }
    }

    /** The deadline, if one is set. */
    default Optional<Instant> deadline() {
        return this instanceof Running r ? r.stage().deadline() : Optional.empty();
    }
}
