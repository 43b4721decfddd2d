package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** What a person may say about one node outside of an operation. */
public interface Nodes {

    /**
     * Gives a node of the reservoir its first owner, as an operation of one move. Naming the owner that it has already
     * changes nothing.
     *
     * <p>Fails with {@link Operations.Rejected} when the node is unknown, moves, or belongs to another framework.
     *
     * @param owner empty for the reservoir
     * @return the row as it is once the operation is journalled
     */
    Uni<Ownership> assign(NodeId node, Optional<FrameworkId> owner, String actor);

    /**
     * Gives back a node that was waiting for a person (quarantined, in conflict, lost), settled with the owner it has.
     *
     * <p>Fails with {@link Operations.Rejected} when it waits for nobody.
     */
    Uni<Ownership> giveBack(NodeId node, String actor);

    /**
     * Decides about a frozen node: it is {@code owner}'s from now on, and its agent is told to run that worker.
     *
     * <p>Fails with {@link Operations.Rejected} when it is not frozen, or has no role for that framework.
     *
     * @param owner empty for the reservoir
     */
    Uni<Ownership> settle(NodeId node, Optional<FrameworkId> owner, String actor, String reason);

    /**
     * Keeps a node where it is: no suggestion, request or operation takes it until it is unpinned. A second pin replaces the
     * first.
     *
     * <p>Fails with {@link Operations.Rejected} when it is being moved.
     */
    Uni<Ownership> pin(NodeId node, String actor, String reason);

    /** Fails with {@link Operations.Rejected} when it is not pinned. */
    Uni<Ownership> unpin(NodeId node, String actor, String reason);

    /** What the ledger has said of a node, newest first; empty for an unknown one. */
    Uni<List<Ledger.Past>> history(NodeId node, int limit);
}
