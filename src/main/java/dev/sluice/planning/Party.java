package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.planning.Allocation.Restraint;
import dev.sluice.planning.Suggestion.WhyNot;
import java.util.Optional;

/**
 * One framework's place in a plan.
 *
 * @param restraint what keeps it from giving or taking; frozen, it keeps what it has
 * @param wants nodes to carry its work: more than {@code standing.coming()} for a taker, fewer for a donor, equal for one
 *     that is just right
 * @param work what it is wanted for, in nodes' worth; at most {@code wants}
 * @param target what the plan would like it to have: {@code wants}, or less when there is not enough for all
 */
record Party(FrameworkState state, Standing standing, Restraint restraint, int wants, double work, int target) {

    Optional<WhyNot> frozen() {
        return restraint.frozen();
    }

    FrameworkId id() {
        return state.id();
    }

    String title() {
        return state.framework().title();
    }

    FrameworkPolicy policy() {
        return state.framework().policy();
    }

    boolean takes() {
        return frozen().isEmpty() && target > standing.coming();
    }

    boolean gives() {
        return frozen().isEmpty() && target < standing.coming() && spare() > 0;
    }

    /** Nodes that it could take without passing its cap. */
    int room() {
        return Math.max(0, Math.min(target - standing.coming(), policy().cap() - standing.held()));
    }

    /** Nodes above its target that it could take to hold in reserve. */
    int reserveRoom() {
        return frozen().isPresent() || restraint.taking().isPresent()
                ? 0
                : Math.max(0, policy().cap() - standing.held() - Math.max(0, target - standing.coming()));
    }

    /** Nodes that it could give: above its target, and above its guarantee counting only what serves now. */
    int spare() {
        return Math.max(0, Math.min(standing.coming() - target, standing.serving() - policy().guarantee()));
    }

    /** What it is entitled to in scarcity. */
    double entitlement() {
        return policy().weight() * policy().deserved();
    }

    /** Its share with {@code nodes} nodes, of its entitlement or of what it wants. */
    double share(int nodes, boolean byEntitlement) {
        double claim = byEntitlement ? entitlement() : Math.max(wants, target);
        return claim > 0 ? nodes / claim : Double.POSITIVE_INFINITY;
    }

    /** Overload with {@code nodes} nodes, in nodes' worth of work, as far as the plan means to serve it. */
    double overload(int nodes) {
        return Math.max(0, Math.min(work, target) - nodes);
    }

    /** The use that one node more than {@code nodes} is expected to have. */
    double use(int nodes) {
        return state.needs().outlook().use(nodes);
    }

    Party withTarget(int newTarget) {
        return new Party(state, standing, restraint, wants, work, newTarget);
    }
}
