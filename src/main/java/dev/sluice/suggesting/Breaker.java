package dev.sluice.suggesting;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import java.util.List;
import java.util.Optional;

/** Whether so much is unhealthy that nothing may happen by itself; people still may. */
public final class Breaker {

    /** Karpenter's node repair stops above this share of a pool. */
    private static final double FRAMEWORK_UNHEALTHY = 0.20;

    /** Cluster Autoscaler stops above this share of the fleet, and more than three nodes. */
    private static final double FLEET_UNHEALTHY = 0.45;

    private static final int FLEET_UNHEALTHY_NODES = 3;

    private Breaker() {}

    /** Why nothing may happen to a framework by itself now, in words; empty when it may. */
    public static Optional<String> of(FrameworkId id, FleetPicture picture) {
        List<NodePicture> owned = picture.ownedBy(id);
        long unhealthy = owned.stream().filter(Breaker::unhealthy).count();
        return unhealthy > owned.size() * FRAMEWORK_UNHEALTHY
                ? Optional.of(unhealthy + " of " + id + "'s " + owned.size() + " nodes are unhealthy")
                : Optional.empty();
    }

    /** Why nothing at all may happen by itself now, in words; empty when it may. */
    public static Optional<String> ofFleet(FleetPicture picture) {
        long unhealthy = picture.nodes().stream().filter(Breaker::unhealthy).count();
        return unhealthy > FLEET_UNHEALTHY_NODES && unhealthy > picture.nodes().size() * FLEET_UNHEALTHY
                ? Optional.of(unhealthy + " of the fleet's " + picture.nodes().size() + " nodes are unhealthy")
                : Optional.empty();
    }

    /** An owned node at rest that its framework does not list as alive, or one that needs a person. */
    static boolean unhealthy(NodePicture node) {
        return switch (node.ownership().state()) {
            case MOVING, FOREIGN_DRAIN -> false;
            case CONFLICT, LOST, GHOST, QUARANTINED -> true;
            case SETTLED ->
                node.ownership().owner().isPresent()
                        && node.member()
                                .filter(m -> m.presence() == Presence.SERVING || m.presence() == Presence.DRAINING)
                                .isEmpty();
        };
    }
}
