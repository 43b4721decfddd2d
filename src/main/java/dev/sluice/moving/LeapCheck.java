package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.Agents;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The look before the leap, once more for each node just before its drain. */
final class LeapCheck {

    private final Inventory inventory;
    private final Agents agents;
    private final Ledger ledger;

    LeapCheck(Inventory inventory, Agents agents, Ledger ledger) {
        this.inventory = inventory;
        this.agents = agents;
        this.ledger = ledger;
    }

    /** Empty when the node may go now. */
    Uni<Optional<Outcome>> now(Route route, Underway underway) {
        return ledger.all().map(rows -> first(route, underway, rows));
    }

    private Optional<Outcome> first(Route route, Underway underway, List<Ownership> rows) {
        FleetPicture picture = inventory.current();
        return agentAway(route)
                .or(() -> takerAway(route, picture))
                .or(() -> foreignDrain(route, picture))
                .or(() -> route.donor().flatMap(d -> floor(d, route.node(), underway, rows, picture)))
                .or(() -> route.taker().flatMap(t -> cap(t, underway, rows)));
    }

    private Optional<Outcome> agentAway(Route route) {
        boolean connected =
                agents.report(route.node()).filter(AgentReport::connected).isPresent();
        return connected
                ? Optional.empty()
                : Optional.of(Outcome.later(
                        "agent-away",
                        "The agent of " + route.node() + " is not connected; start it, so that it can change roles."));
    }

    private static Optional<Outcome> takerAway(Route route, FleetPicture picture) {
        return route.taker()
                .flatMap(picture::framework)
                .flatMap(FleetPicture.FrameworkPicture::error)
                .map(e -> Outcome.later(
                        "taker-unavailable", route.takerName() + " does not answer, so it gets no node: " + e));
    }

    private static Optional<Outcome> foreignDrain(Route route, FleetPicture picture) {
        boolean drained = picture.node(route.node())
                .flatMap(FleetPicture.NodePicture::member)
                .filter(m -> m.presence() == Presence.DRAINING)
                .filter(m ->
                        m.drainMark().filter(route.operation().mark()::equals).isEmpty())
                .isPresent();
        return drained && route.donor().isPresent()
                ? Optional.of(Outcome.refused(
                        "foreign-drain",
                        route.node() + " was drained in " + route.donorName()
                                + " by somebody else; end that drain there first."))
                : Optional.empty();
    }

    private Optional<Outcome> floor(
            FrameworkId donor, NodeId node, Underway underway, List<Ownership> rows, FleetPicture picture) {
        int guarantee = policy(donor).map(f -> f.policy().guarantee()).orElse(0);
        long held = rows.stream()
                .filter(r -> r.heldBy(donor))
                .filter(r -> r.state() == Ownership.State.SETTLED
                        || (r.state() == Ownership.State.MOVING
                                && underway.reserved().contains(r.node())))
                .filter(r -> r.node().equals(node) || serves(r.node(), picture))
                .count();
        return held - 1 >= guarantee
                ? Optional.empty()
                : Optional.of(Outcome.refused(
                        "donor-floor",
                        donor + " would keep " + (held - 1) + " serving nodes, and its guarantee is " + guarantee
                                + "; lower the guarantee or take fewer."));
    }

    /** A node of which the picture says nothing counts as serving; the ledger holds it there. */
    private static boolean serves(NodeId node, FleetPicture picture) {
        return picture.node(node)
                .flatMap(FleetPicture.NodePicture::member)
                .map(m -> m.presence() == Presence.SERVING)
                .orElse(true);
    }

    private Optional<Outcome> cap(FrameworkId taker, Underway underway, List<Ownership> rows) {
        int cap = policy(taker).map(f -> f.policy().cap()).orElse(Integer.MAX_VALUE);
        long holds = rows.stream().filter(r -> r.heldBy(taker)).count();
        long arriving = rows.stream()
                .filter(r -> !r.heldBy(taker))
                .filter(r -> taker.equals(underway.arriving().get(r.node())))
                .count();
        return holds + arriving + 1 <= cap
                ? Optional.empty()
                : Optional.of(Outcome.refused(
                        "taker-cap",
                        taker + " holds or awaits " + (holds + arriving) + " nodes, and its cap is " + cap
                                + "; raise the cap or give fewer."));
    }

    private Optional<Framework> policy(FrameworkId id) {
        return inventory.frameworks().stream().filter(f -> f.id().equals(id)).findFirst();
    }
}
