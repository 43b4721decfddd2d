package dev.sluice.agent;

import dev.sluice.fleet.FrameworkId;
import java.util.Optional;

/**
 * What a node should run.
 *
 * @param role empty for none
 * @param epoch of the ledger claim behind it
 */
record AgentWish(Optional<FrameworkId> role, long epoch) {

    AgentWish {
        if (epoch < 0) {
            throw new IllegalArgumentException("wish: epoch must be 0 or more, got " + epoch);
        }
    }
}
