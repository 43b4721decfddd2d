package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What a person may do about moves that do not get on. */
public interface Interventions {

    /**
     * Stores the wish; each move carries it out as soon as its state allows, and drops it when that can never be.
     *
     * <p>Fails with {@link Operations.Rejected} when the operation or node is unknown or has ended.
     *
     * @param node empty for every move of the operation
     */
    Uni<Operations.Operation> intervene(
            OperationId operation, Optional<NodeId> node, Kind kind, String actor, String reason);

    /** The buttons of a stuck move. */
    enum Kind {
        /** Try again, with a new deadline. */
        WAIT,
        /** End the work that holds up a drain. */
        FORCE,
        /** Go back. */
        UNDO
    }
}
