package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.Suggestions.Offer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When an offer may be carried out without a person: both ends are automatic, it has been found valid twice, each time a
 * while after the last, and not too much of the fleet is unhealthy.
 */
final class AutoGate {

    /** Karpenter's node repair stops above this share of a pool. */
    private static final double FRAMEWORK_UNHEALTHY = 0.20;

    /** Cluster Autoscaler stops above this share of the fleet, and more than three nodes. */
    private static final double FLEET_UNHEALTHY = 0.45;

    private static final int FLEET_UNHEALTHY_NODES = 3;
    private static final int PASSES = 2;

    private final PlanningConfig config;
    private final Map<String, Progress> progress = new HashMap<>();

    private record Progress(int passes, Instant next) {}

    AutoGate(PlanningConfig config) {
        this.config = config;
    }

    static boolean automatic(Suggestion suggestion, FleetPicture picture) {
        return auto(suggestion.to(), picture)
                && suggestion.from().map(from -> auto(from, picture)).orElse(true);
    }

    private static boolean auto(FrameworkId id, FleetPicture picture) {
        return picture.framework(id)
                .filter(f -> f.framework().policy().mode() == Mode.AUTO)
                .isPresent();
    }

    /** Forgets offers that are no longer open. */
    void keepOnly(List<Offer> open) {
        progress.keySet().retainAll(open.stream().map(Offer::id).toList());
    }

    /** Takes one look at an automatic offer; true when it may be carried out now. */
    boolean pass(Offer offer, Decider.Decision decision) {
        Instant now = decision.look().at();
        Progress before = progress.computeIfAbsent(
                offer.id(), id -> new Progress(0, offer.createdAt().plus(config.revalidateAfter())));
        if (now.isBefore(before.next())) {
            return false;
        }
        boolean valid = Decider.objection(offer.suggestion(), decision).isEmpty()
                && breaker(offer.suggestion(), decision.look().picture()).isEmpty();
        int passes = valid ? before.passes() + 1 : 0;
        progress.put(offer.id(), new Progress(passes, now.plus(config.revalidateAfter())));
        return passes >= PASSES;
    }

    /** Why nothing may happen by itself now; empty when it may. */
    static Optional<String> breaker(Suggestion suggestion, FleetPicture picture) {
        return Stream.concat(suggestion.from().stream(), Stream.of(suggestion.to()))
                .flatMap(id -> breaker(id, picture).stream())
                .findFirst()
                .or(() -> fleetBreaker(picture));
    }

    /** Why nothing may happen to {@code id} by itself now. */
    static Optional<String> breaker(FrameworkId id, FleetPicture picture) {
        List<NodePicture> owned = picture.ownedBy(id);
        long unhealthy = owned.stream().filter(AutoGate::unhealthy).count();
        return unhealthy > owned.size() * FRAMEWORK_UNHEALTHY
                ? Optional.of(unhealthy + " of " + id + "'s " + owned.size() + " nodes are unhealthy")
                : Optional.empty();
    }

    /** Why nothing at all may happen by itself now. */
    static Optional<String> fleetBreaker(FleetPicture picture) {
        long unhealthy = picture.nodes().stream().filter(AutoGate::unhealthy).count();
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
