package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one record of who owns each node. All changes are compare-and-set on (owner, epoch): of two that race, one wins and
 * the other is told who did.
 *
 * <p>What a leader changes, it changes under its term: when that is over, nothing is written and the answer fails with
 * {@link dev.sluice.leading.Deposed}.
 */
public interface Ledger {

    /** Every row, by node id. */
    Uni<List<Ownership>> all();

    Uni<Optional<Ownership>> find(NodeId node);

    /**
     * Enters a node that the ledger does not know, settled with {@code owner} (empty: the reservoir), at epoch 1.
     *
     * @return the row as it is now, which is the existing one when the node was known already
     */
    Uni<Ownership> enter(NodeId node, Optional<FrameworkId> owner);

    /** Claims a settled node for an operation; owner stays, state becomes MOVING, epoch + 1. */
    Uni<Change> claim(Term term, Ownership expected, OperationId operation);

    /** Names a new owner of a node that {@code operation} has claimed; state stays MOVING, epoch + 1. */
    Uni<Change> handOver(Term term, Ownership expected, Optional<FrameworkId> owner);

    /** Ends a claim: the owner stays, state becomes SETTLED, epoch + 1. */
    Uni<Change> settle(Term term, Ownership expected);

    /** Moves the row to a state that needs a person, or back to SETTLED with the owner that was found; epoch + 1. */
    Uni<Change> mark(
            Term term, Ownership expected, Ownership.State state, Optional<FrameworkId> owner, Optional<String> note);

    /**
     * A person's word, on whichever server it is given: the row becomes SETTLED with this owner; epoch + 1.
     *
     * @param note who says so, and why
     */
    Uni<Change> decide(Ownership expected, Optional<FrameworkId> owner, String note);

    /**
     * Pins a node that does not move, or takes its pin away; epoch + 1, all else stays.
     *
     * @param why for the history: who did it, and what for
     */
    Uni<Change> pin(Ownership expected, Optional<Pin> pin, String why);

    /** What the row of one node was, newest first. */
    Uni<List<Past>> history(NodeId node, int limit);

    /**
     * One entry of the history.
     *
     * @param then the row as it became, with the note of that change
     * @param at when it became so
     */
    record Past(Ownership then, Instant at) {}

    /** The outcome of a compare-and-set. */
    sealed interface Change {
        /** It happened; this is the row now. */
        record Done(Ownership now) implements Change {}

        /** Somebody was faster, nothing was changed; this is the row now. */
        record Outdated(Ownership now) implements Change {}

        /** The ledger has no such node. */
        record Unknown(NodeId node) implements Change {}
    }
}
