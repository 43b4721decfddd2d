package dev.sluice.inventory;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.Observation.Member;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.telemetry.Telemetry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Puts one picture together.
 *
 * <p>The fleet is every node that the ledger or an agent knows. A node that only an agent knows appears in the reservoir
 * at epoch 0, which says that the ledger has yet to enter it. Members that map to no node are no fleet nodes.
 */
final class PictureAssembly {

    private PictureAssembly() {}

    static FleetPicture assemble(
            Instant now,
            List<FrameworkPicture> frameworks,
            List<Ownership> rows,
            List<AgentReport> reports,
            Telemetry telemetry) {
        Map<NodeId, AgentReport> agents = new HashMap<>();
        reports.forEach(r -> agents.put(r.node().id(), r));
        Map<NodeId, Ownership> owners = new HashMap<>();
        rows.forEach(r -> owners.put(r.node(), r));
        Map<FrameworkId, Map<String, Member>> members = membersByName(frameworks);

        SortedSet<NodeId> ids = new TreeSet<>(agents.keySet());
        ids.addAll(owners.keySet());
        List<NodePicture> nodes = ids.stream()
                .map(id -> {
                    Optional<AgentReport> agent = Optional.ofNullable(agents.get(id));
                    Node node = agent.map(AgentReport::node)
                            .orElseGet(() -> new Node(id, Resources.NONE, Optional.empty(), Map.of(), Map.of()));
                    Ownership ownership = Optional.ofNullable(owners.get(id)).orElseGet(() -> notEntered(id, now));
                    return new NodePicture(
                            node, ownership, telemetry.signals(id, now), member(node, ownership, members), agent);
                })
                .toList();
        return new FleetPicture(now, frameworks, nodes);
    }

    private static Ownership notEntered(NodeId id, Instant now) {
        return new Ownership(
                id,
                Optional.empty(),
                Ownership.State.SETTLED,
                0,
                Optional.empty(),
                Optional.of("not in the ledger yet"),
                now);
    }

    private static Optional<Member> member(
            Node node, Ownership ownership, Map<FrameworkId, Map<String, Member>> members) {
        return ownership.owner().flatMap(owner -> node.memberOf(owner)
                .map(name -> members.getOrDefault(owner, Map.of()).get(name)));
    }

    private static Map<FrameworkId, Map<String, Member>> membersByName(List<FrameworkPicture> frameworks) {
        Map<FrameworkId, Map<String, Member>> all = new HashMap<>();
        for (FrameworkPicture framework : frameworks) {
            Map<String, Member> byName = new HashMap<>();
            framework.observation().ifPresent(o -> o.members().forEach(m -> byName.put(m.name(), m)));
            all.put(framework.framework().id(), byName);
        }
        return all;
    }
}
