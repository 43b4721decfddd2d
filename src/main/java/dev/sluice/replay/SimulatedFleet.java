package dev.sluice.replay;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Member;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.NodeSignals.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Equal nodes that change owners, and the picture that Sluice would have of them. Every node could serve every framework;
 * work lies on the first nodes of each, so that the last are empty.
 */
final class SimulatedFleet {

    private static final Resources NODE = Resources.of(1, 0);

    private final List<Framework> frameworks;
    private final List<Slot> nodes = new ArrayList<>();
    private final int[] held;

    /** One node. */
    private static final class Slot {
        private final Node node;
        private int owner;
        private long epoch = 1;
        private Instant since;
        private Optional<OperationId> operation = Optional.empty();

        Slot(Node node, int owner, Instant since) {
            this.node = node;
            this.owner = owner;
            this.since = since;
        }
    }

    SimulatedFleet(List<Framework> frameworks, int[] first, Instant start) {
        this.frameworks = frameworks;
        this.held = first.clone();
        Map<FrameworkId, String> everywhere = new HashMap<>();
        int width = String.valueOf(Arrays.stream(first).sum()).length();
        int number = 0;
        for (int owner = 0; owner < first.length; owner++) {
            for (int i = 0; i < first[owner]; i++) {
                String name = "node-" + String.format(Locale.ROOT, "%0" + width + "d", ++number);
                frameworks.forEach(f -> everywhere.put(f.id(), name));
                Node node = new Node(new NodeId(name), NODE, Optional.empty(), Map.of(), everywhere);
                nodes.add(new Slot(node, owner, start));
            }
        }
        nodes.sort(Comparator.comparing(s -> s.node.id()));
    }

    /** Nodes that each framework holds; not those under way. */
    int[] held() {
        return held;
    }

    void leave(NodeId id, OperationId operation, Instant now) {
        Slot slot = slot(id);
        slot.operation = Optional.of(operation);
        slot.epoch++;
        slot.since = now;
        held[slot.owner]--;
    }

    void arrive(NodeId id, FrameworkId to, Instant now) {
        Slot slot = slot(id);
        slot.operation = Optional.empty();
        slot.owner = index(to);
        slot.epoch++;
        slot.since = now;
        held[slot.owner]++;
    }

    private Slot slot(NodeId id) {
        return nodes.stream().filter(s -> s.node.id().equals(id)).findFirst().orElseThrow();
    }

    private int index(FrameworkId id) {
        for (int f = 0; f < frameworks.size(); f++) {
            if (frameworks.get(f).id().equals(id)) {
                return f;
            }
        }
        throw new IllegalArgumentException("no framework " + id);
    }

    FleetPicture picture(Instant now, double[] demand) {
        List<List<Member>> members = new ArrayList<>();
        frameworks.forEach(f -> members.add(new ArrayList<>()));
        List<NodePicture> pictures = new ArrayList<>(nodes.size());
        for (Slot slot : nodes) {
            pictures.add(picture(slot, members.get(slot.owner), now, demand[slot.owner]));
        }
        List<FrameworkPicture> shown = new ArrayList<>();
        for (int f = 0; f < frameworks.size(); f++) {
            Observation seen = new Observation(now, members.get(f), demand(f, demand[f]));
            shown.add(new FrameworkPicture(frameworks.get(f), Optional.of(seen), Optional.empty()));
        }
        shown.sort(Comparator.comparing(f -> f.framework().id()));
        return new FleetPicture(now, shown, pictures);
    }

    private NodePicture picture(Slot slot, List<Member> members, Instant now, double demand) {
        Optional<Member> member = Optional.empty();
        double load = 0;
        if (slot.operation.isEmpty()) {
            load = Math.clamp(demand - members.size(), 0.0, 1.0);
            Member listed = new Member(
                    slot.node.id().value(),
                    Presence.SERVING,
                    NODE,
                    NODE.times(load),
                    load > 0 ? 1 : 0,
                    Optional.empty());
            members.add(listed);
            member = Optional.of(listed);
        }
        Framework owner = frameworks.get(slot.owner);
        // A node's worth of work loads a node to the target, spread evenly, so that supply asks for what demand asks
        // for.
        double busy = Math.min(1, demand / Math.max(1, held[slot.owner]))
                * owner.policy().target();
        return new NodePicture(
                slot.node,
                new Ownership(
                        slot.node.id(),
                        Optional.of(owner.id()),
                        slot.operation.isPresent() ? Ownership.State.MOVING : Ownership.State.SETTLED,
                        slot.epoch,
                        slot.operation,
                        Optional.empty(),
                        slot.since),
                new NodeSignals(
                        slot.node.id(),
                        Map.of(Dimension.CPU, new Reading(busy, busy, OptionalDouble.empty())),
                        Optional.of(now),
                        List.of("replay")),
                member,
                Optional.of(new AgentReport(
                        slot.node,
                        Optional.of(owner.id()),
                        AgentReport.RoleState.RUNNING,
                        slot.epoch,
                        "replay",
                        true,
                        now)));
    }

    private Demand demand(int framework, double wanted) {
        double runs = Math.min(wanted, held[framework]);
        // What a trace records has been counted already: it is as old as it must be.
        List<Pending> waits = wanted > runs
                ? List.of(new Pending(
                        "demand", "demand", NODE.times(wanted - runs), Optional.of(Instant.EPOCH), Optional.empty()))
                : List.of();
        return new Demand(NODE.times(runs), NODE.times(held[framework]), waits);
    }
}
