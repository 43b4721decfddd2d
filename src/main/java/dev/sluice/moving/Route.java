package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import java.util.Optional;

/**
 * What stays the same over one node's move.
 *
 * @param from the donor and the name it knows the node by; empty for the reservoir
 * @param to the taker and the name it knows the node by; empty for the reservoir
 * @param resumesInPlace whether the donor takes a drained node back without a restart of its worker
 */
record Route(OperationId operation, NodeId node, Optional<End> from, Optional<End> to, boolean resumesInPlace) {

    /** One end of the way. */
    record End(FrameworkId framework, String member) {}

    Route {
        if (from.map(End::framework).equals(to.map(End::framework))) {
            throw new IllegalArgumentException("move of " + node + ": both ends are the same");
        }
    }

    Optional<FrameworkId> donor() {
        return from.map(End::framework);
    }

    Optional<FrameworkId> taker() {
        return to.map(End::framework);
    }

    /** The donor's name for people. */
    String donorName() {
        return name(from);
    }

    /** The taker's name for people. */
    String takerName() {
        return name(to);
    }

    private static String name(Optional<End> end) {
        return end.map(e -> e.framework().value()).orElse("the reservoir");
    }
}
