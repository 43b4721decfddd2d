package dev.sluice.moving;

/**
 * One step of a move. A call has its effect at once; a wait is begun and then looked at until it holds.
 *
 * <p>The way there: CLAIM, CHECK, DRAIN, EMPTY, RELEASE, STOP, HAND_OVER, PREPARE, ADMIT, START, VERIFY, SETTLE.
 */
enum MoveStep {
    /** Claims the node in the ledger. */
    CLAIM(Kind.LEDGER),
    /** Waits for a free slot, then looks again whether the donor may give and the taker can take. */
    CHECK(Kind.CALL),
    /** Tells the donor to stop new work on the node. */
    DRAIN(Kind.CALL),
    /** Waits until nothing is left on the node. */
    EMPTY(Kind.WAIT),
    /** Lets the donor let go of the node: the point of no return. */
    RELEASE(Kind.CALL),
    /** Has the agent stop the worker, and waits for its proof and for the framework to say that the node is gone. */
    STOP(Kind.WAIT),
    /** Names the new owner in the ledger. */
    HAND_OVER(Kind.LEDGER),
    /** Has the agent run the node's own prepare recipe, where it has one, and waits for it. */
    PREPARE(Kind.WAIT),
    /** Tells the new owner to accept the node. */
    ADMIT(Kind.CALL),
    /** Has the agent start the worker, and waits for its proof. */
    START(Kind.WAIT),
    /** Waits until the new owner says that the node serves. */
    VERIFY(Kind.WAIT),
    /** Ends the claim in the ledger. */
    SETTLE(Kind.LEDGER),
    /** On the way back: tells the donor to give the node work again. */
    READMIT(Kind.CALL),
    /** On the way back: waits until the donor says that the node serves. */
    CONFIRM(Kind.WAIT),
    /** Puts the node into the reservoir, out of every plan until a person has looked at it. */
    QUARANTINE(Kind.LEDGER);

    private enum Kind {
        LEDGER,
        CALL,
        WAIT
    }

    private final Kind kind;

    MoveStep(Kind kind) {
        this.kind = kind;
    }

    /** Whether it touches only the ledger; such a step is repeated until it is answered and never timed out. */
    boolean inLedger() {
        return kind == Kind.LEDGER;
    }

    /** Whether it is begun once and then looked at. */
    boolean isWait() {
        return kind == Kind.WAIT;
    }
}
