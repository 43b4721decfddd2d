package dev.sluice.moving;

import java.time.Instant;
import java.util.Optional;

/** One entry of a move's journal. What is not here did not happen as far as recovery is concerned. */
sealed interface MoveEvent {

    Instant at();

    /**
     * About to begin a step; written before anything leaves the process.
     *
     * @param deadline by which the state that the step belongs to must have ended; empty for steps in the ledger
     */
    record Started(MoveStep step, Instant at, Optional<Instant> deadline) implements MoveEvent {}

    /**
     * The step is done.
     *
     * @param epoch of the claim from here on; a step in the ledger raises it
     */
    record Succeeded(MoveStep step, Instant at, long epoch) implements MoveEvent {}

    /**
     * The step is not done.
     *
     * @param retry whether it is tried again until the deadline; otherwise the move gives this way up
     * @param doubt whether it may have taken effect all the same; then the framework is read before anything else
     */
    record Failed(MoveStep step, Instant at, Fault fault, boolean retry, boolean doubt) implements MoveEvent {}

    /** The state did not end in time. */
    record DeadlinePassed(Instant at) implements MoveEvent {}

    /** A person wants the node back where it was. */
    record UndoRequested(Instant at, String actor, String reason) implements MoveEvent {}

    /** A person wants the rest of the work on the node ended. */
    record ForceRequested(Instant at, String actor, String reason) implements MoveEvent {}

    /** A person wants a stuck move to go on, with a new deadline. */
    record RetryRequested(Instant at, String actor, String reason) implements MoveEvent {}

    /** A person gives it more time: until then, whatever its deadline was. */
    record WaitRequested(Instant at, String actor, String reason, Instant until) implements MoveEvent {}
}
