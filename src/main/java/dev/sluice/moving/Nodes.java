package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import io.smallrye.mutiny.Uni;
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
}
