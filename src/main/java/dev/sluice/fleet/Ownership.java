package dev.sluice.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of the ledger: who holds a node now.
 *
 * @param owner the framework that holds it; empty while the node is in the reservoir
 * @param epoch grows by one with every change; a writer that carries an older one is refused
 * @param operation the operation that has claimed the node, present exactly while {@code state} is {@link State#MOVING}
 * @param note why, in words for people, for the states that need a person, and after one has decided
 * @param pin who wants it never moved; empty while nobody does
 */
public record Ownership(
        NodeId node,
        Optional<FrameworkId> owner,
        State state,
        long epoch,
        Optional<OperationId> operation,
        Optional<String> note,
        Instant since,
        Optional<Pin> pin) {

    /** What a ledger row is in. */
    public enum State {
        /** Held by its owner, or idle in the reservoir. */
        SETTLED,
        /** Claimed by an operation. */
        MOVING,
        /** Seen in two places at once, or where the ledger does not say; frozen until a person decides. */
        CONFLICT,
        /** Drained in its framework by somebody else; left alone. */
        FOREIGN_DRAIN,
        /** Nobody has seen it for long: its owner does not list it, and its agent does not vouch for it. */
        LOST,
        /** Its owner lists it, and for long no agent has stood behind it. */
        GHOST,
        /** A move ended badly; kept out of every plan until a person releases it. */
        QUARANTINED;

        /** Whether nobody may move it until a person, or whoever caused it, has put it right. */
        public boolean frozen() {
            return switch (this) {
                case SETTLED, MOVING -> false;
                case CONFLICT, FOREIGN_DRAIN, LOST, GHOST, QUARANTINED -> true;
            };
        }
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

    /** A row that nobody has pinned. */
    public Ownership(
            NodeId node,
            Optional<FrameworkId> owner,
            State state,
            long epoch,
            Optional<OperationId> operation,
            Optional<String> note,
            Instant since) {
        this(node, owner, state, epoch, operation, note, since, Optional.empty());
    }

    /** The row after its next change, one epoch later, still pinned where it was. */
    public Ownership next(
            Optional<FrameworkId> newOwner,
            State newState,
            Optional<OperationId> newOperation,
            Optional<String> newNote,
            Instant at) {
        return new Ownership(node, newOwner, newState, epoch + 1, newOperation, newNote, at, pin);
    }

    /** The row one epoch later with this pin, or with none; since when it is held does not change. */
    public Ownership pinned(Optional<Pin> newPin) {
        return new Ownership(node, owner, state, epoch + 1, operation, note, since, newPin);
    }

    public boolean heldBy(FrameworkId framework) {
        return owner.filter(framework::equals).isPresent();
    }
}
