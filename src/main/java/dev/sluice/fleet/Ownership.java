package dev.sluice.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of the ledger: who holds a node now.
 *
 * @param owner the framework that holds it; empty while the node is in the reservoir
 * @param epoch grows by one with every change; a writer that carries an older one is refused
 * @param operation the operation that has claimed the node, present exactly while {@code state} is {@link State#MOVING}
 * @param note why, in words for people, for the states that need a person
 */
public record Ownership(
        NodeId node,
        Optional<FrameworkId> owner,
        State state,
        long epoch,
        Optional<OperationId> operation,
        Optional<String> note,
        Instant since) {

    /** What a ledger row is in. */
    public enum State {
        /** Held by its owner, or idle in the reservoir. */
        SETTLED,
        /** Claimed by an operation. */
        MOVING,
        /** Seen in two places at once; frozen until a person decides. */
        CONFLICT,
        /** Drained in its framework by somebody else; left alone. */
        FOREIGN_DRAIN,
        /** Its owner does not list it, and its agent does not run it. */
        LOST,
        /** Its owner lists it, but no agent stands behind it. */
        GHOST,
        /** A move ended badly; kept out of every plan until a person releases it. */
        QUARANTINED
    }

    public Ownership {
        if (epoch < 0) {
            throw new IllegalArgumentException("ownership of " + node + ": epoch must be 0 or more, got " + epoch);
        }
        if ((state == State.MOVING) != operation.isPresent()) {
            throw new IllegalArgumentException(
                    "ownership of " + node + ": an operation is named exactly while it is moving");
        }
    }

    public boolean heldBy(FrameworkId framework) {
        return owner.filter(framework::equals).isPresent();
    }
}
