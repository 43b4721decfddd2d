package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** What a person may do about an operation, or about one node's move in it. */
public interface Controls {

    /**
     * What it would do to each move that it is for; touches nothing.
     *
     * <p>Fails with {@link Operations.Rejected} when there is no such operation, or no move of that node in it.
     *
     * @param node empty for every move of the operation
     */
    Uni<Outlook> outlook(OperationId operation, Optional<NodeId> node, Control control);

    /**
     * Does it, on whichever server it is asked for. What is wished of a running move is stored, and carried out as soon as
     * its state allows.
     *
     * <p>Fails with {@link Operations.Rejected} also when it can do nothing to any of the moves.
     *
     * @return the operation; for an ended one that is taken back, the new one that does it
     */
    Uni<Operations.Operation> control(
            OperationId operation, Optional<NodeId> node, Control control, String actor, String reason);

    /** Takes back every move of an operation that can be taken back. */
    default Uni<Operations.Operation> undo(OperationId operation, String actor, String reason) {
        return control(operation, Optional.empty(), Control.UNDO, actor, reason);
    }

    /** The answer to a dry run. */
    record Outlook(OperationId operation, Control control, List<Effect> effects) {

        public Outlook {
            effects = List.copyOf(effects);
        }

        /** Whether it does anything at all. */
        public boolean possible() {
            return effects.stream().anyMatch(Effect::possible);
        }
    }

    /**
     * What a control would do to one move.
     *
     * @param possible false when it leaves this move as it is
     * @param sentence what happens, or why nothing does
     */
    record Effect(NodeId node, String state, boolean possible, String sentence) {}
}
