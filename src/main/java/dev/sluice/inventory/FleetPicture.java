package dev.sluice.inventory;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.telemetry.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything that is known at one moment, immutable; both lists are sorted by id. */
public record FleetPicture(Instant at, List<FrameworkPicture> frameworks, List<NodePicture> nodes) {

    public FleetPicture {
        frameworks = List.copyOf(frameworks);
        nodes = List.copyOf(nodes);
    }

    /**
     * One framework.
     *
     * @param observation the newest successful reading; its {@code at} is its age
     * @param error why the newest attempt failed, when it did
     */
    public record FrameworkPicture(Framework framework, Optional<Observation> observation, Optional<String> error) {}

    /**
     * One node.
     *
     * @param member what its owner says of it, when the owner lists it
     */
    public record NodePicture(
            Node node,
            Ownership ownership,
            NodeSignals signals,
            Optional<Observation.Member> member,
            Optional<AgentReport> agent) {

        private NodePicture with(NodeSignals newer) {
            return new NodePicture(node, ownership, newer, member, agent);
        }
    }

    /** The same with the signals of {@code now}. */
    FleetPicture withSignals(Telemetry telemetry, Instant now) {
        return new FleetPicture(
                at,
                frameworks,
                nodes.stream()
                        .map(n -> n.with(telemetry.signals(n.node().id(), now)))
                        .toList());
    }

    /**
     * How many members serve in {@code id} and are no node that the ledger knows: they carry work, and are never moved. Those
     * whose agents have come and that are yet to be entered are among them, so that a fleet that is being taken over does
     * not look as if it were short of nodes.
     */
    public int strangers(FrameworkId id) {
        long serving = framework(id).flatMap(FrameworkPicture::observation).stream()
                .flatMap(o -> o.members().stream())
                .filter(m -> m.presence() == Presence.SERVING)
                .count();
        long own = nodes.stream()
                .filter(n -> n.ownership().heldBy(id)
                        && n.member()
                                .filter(m -> m.presence() == Presence.SERVING)
                                .isPresent())
                .count();
        // All are accounted for, which is the rule; to list the others is dear in a large fleet.
        return own == serving
                ? 0
                : servingBeside(id, n -> n.ownership().epoch() > 0).size();
    }

    /** The members that serve in {@code id} and that no agent nor the ledger knows, for people. */
    public List<Observation.Member> strangersOf(FrameworkId id) {
        return servingBeside(id, n -> true);
    }

    /** The members that serve in {@code id} and are none of these nodes. */
    private List<Observation.Member> servingBeside(FrameworkId id, Predicate<NodePicture> known) {
        Set<String> names = nodes.stream()
                .filter(known)
                .flatMap(n -> n.node().memberOf(id).stream())
                .collect(Collectors.toUnmodifiableSet());
        return framework(id)
                .flatMap(FrameworkPicture::observation)
                .map(o -> o.members().stream()
                        .filter(m -> m.presence() == Presence.SERVING && !names.contains(m.name()))
                        .toList())
                .orElse(List.of());
    }

    public Optional<FrameworkPicture> framework(FrameworkId id) {
        return frameworks.stream().filter(f -> f.framework().id().equals(id)).findFirst();
    }

    public Optional<NodePicture> node(NodeId id) {
        return nodes.stream().filter(n -> n.node().id().equals(id)).findFirst();
    }

    /** The nodes that the ledger says {@code id} owns, moving ones included. */
    public List<NodePicture> ownedBy(FrameworkId id) {
        return nodes.stream().filter(n -> n.ownership().heldBy(id)).toList();
    }
}
