package dev.sluice.agent;

import dev.sluice.fleet.FrameworkId;
import java.util.Optional;

/**
 * What a node should run.
 *
 * @param role empty for none
 * @param prepare without a role: the framework that the node is to be made ready for
 * @param epoch of the ledger claim behind it
 * @param revision its place among the wishes for this node, given by the store; agents go by epoch, and then by it
 */
record AgentWish(Optional<FrameworkId> role, Optional<FrameworkId> prepare, long epoch, long revision) {

    AgentWish {
        if (epoch < 0) {
            throw new IllegalArgumentException("wish: epoch must be 0 or more, got " + epoch);
        }
    }

    /** One that the store has not numbered yet. */
    AgentWish(Optional<FrameworkId> role, Optional<FrameworkId> prepare, long epoch) {
        this(role, prepare, epoch, 0);
    }

    /** Whether an agent that was told this has been told {@code other} or something later. */
    boolean isNoOlderThan(AgentWish other) {
        return epoch > other.epoch || (epoch == other.epoch && revision >= other.revision);
    }
}
