package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import java.util.Map;
import java.util.Set;

/**
 * The running moves, as far as a look before the leap must know them.
 *
 * @param reserved nodes whose move has not touched them yet
 * @param arriving for nodes whose move has begun: the framework that is to get them, reservoir left out
 */
record Underway(Set<NodeId> reserved, Map<NodeId, FrameworkId> arriving) {

    static final Underway NOTHING = new Underway(Set.of(), Map.of());

    Underway {
        reserved = Set.copyOf(reserved);
        arriving = Map.copyOf(arriving);
    }
}
