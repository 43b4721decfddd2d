package dev.sluice.deciding;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Member;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.NodeSignals.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A plan for a fleet that is not there: the present one with some figures changed, as if it had been so for long enough to
 * prove a need. What was needed before is left out, and so no reserve is planned.
 */
public final class WhatIf {

    /** A change that cannot be understood; the message is one sentence. */
    public static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String sentence) {
            super(sentence);
        }
    }

    private static final int MOST_NODES = 100_000;

    /** What is changed. */
    private enum Figure {
        /** How many nodes it holds. */
        NODES,
        /** The demand part of its pressure. */
        DEMAND,
        /** The supply part of its pressure. */
        SUPPLY
    }

    private record Change(FrameworkId framework, Figure figure, double value) {}

    private final Instant now;
    private final Map<FrameworkId, FrameworkPicture> frameworks = new TreeMap<>();
    private final Map<NodeId, NodePicture> nodes = new TreeMap<>();

    private WhatIf(FleetPicture picture, Instant now) {
        this.now = now;
        picture.frameworks().forEach(f -> frameworks.put(f.framework().id(), f));
        picture.nodes().forEach(n -> nodes.put(n.node().id(), n));
    }

    /**
     * @param changes separated by commas, each {@code framework.figure=number}, for example
     *     {@code spark.demand=1.8,openstack.nodes=30}; figures are nodes, demand and supply
     * @throws Wrong when one cannot be understood
     */
    public static Decider.Decision plan(
            FleetPicture picture, String changes, Past past, PlanningConfig config, Instant now) {
        WhatIf whatIf = new WhatIf(picture, now);
        // Nodes first: demand and supply are ratios to them.
        List<Change> all = new ArrayList<>();
        for (String change : changes.split(",", -1)) {
            all.add(whatIf.parse(change.strip()));
        }
        all.stream().sorted(Comparator.comparing(Change::figure)).forEach(whatIf::apply);
        FleetPicture changed =
                new FleetPicture(now, List.copyOf(whatIf.frameworks.values()), List.copyOf(whatIf.nodes.values()));
        return plan(changed, past, config, now);
    }

    /** The plan for a picture, as if it had been so for long enough to prove a need. */
    public static Decider.Decision plan(FleetPicture picture, Past past, PlanningConfig config, Instant now) {
        Decider decider = new Decider(config);
        Decider.Look look = decider.look(picture, now);
        Decider.Decision decision = decider.decide(look, past);
        for (int reading = 1; reading < config.evidence(); reading++) {
            decision = decider.decide(look, past);
        }
        return decision;
    }

    private Change parse(String text) {
        int equals = text.indexOf('=');
        int dot = equals < 0 ? -1 : text.lastIndexOf('.', equals);
        if (dot <= 0) {
            throw new Wrong("'" + text + "' must be framework.figure=number, as in spark.demand=1.8.");
        }
        String id = text.substring(0, dot);
        FrameworkId framework = frameworks.keySet().stream()
                .filter(f -> f.value().equals(id))
                .findFirst()
                .orElseThrow(() -> new Wrong("'" + text + "' names no framework of this fleet; it has "
                        + String.join(
                                ", ",
                                frameworks.keySet().stream()
                                        .map(FrameworkId::value)
                                        .toList()) + "."));
        Figure figure =
                switch (text.substring(dot + 1, equals)) {
                    case "nodes" -> Figure.NODES;
                    case "demand" -> Figure.DEMAND;
                    case "supply" -> Figure.SUPPLY;
                    default -> throw new Wrong("'" + text + "' must change nodes, demand or supply.");
                };
        return new Change(framework, figure, number(text, text.substring(equals + 1), figure));
    }

    private static double number(String text, String value, Figure figure) {
        double most = figure == Figure.NODES ? MOST_NODES : 1000;
        try {
            double number = Double.parseDouble(value);
            boolean whole = figure != Figure.NODES || number == Math.rint(number);
            if (number >= 0 && number <= most && whole) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new Wrong("'" + text + "': '" + value + "' is no number.");
        }
        throw new Wrong("'" + text + "' must be a " + (figure == Figure.NODES ? "whole " : "") + "number from 0 to "
                + (int) most + ".");
    }

    private void apply(Change change) {
        switch (change.figure()) {
            case NODES -> nodes(change.framework(), (int) change.value());
            case DEMAND -> demand(change.framework(), change.value());
            case SUPPLY -> supply(change.framework(), change.value());
        }
    }

    private List<NodePicture> owned(FrameworkId id) {
        return nodes.values().stream().filter(n -> n.ownership().heldBy(id)).toList();
    }

    private void nodes(FrameworkId id, int wanted) {
        List<NodePicture> owned = owned(id);
        for (int i = wanted; i < owned.size(); i++) {
            nodes.remove(owned.get(i).node().id());
        }
        for (int i = owned.size(); i < wanted; i++) {
            NodePicture added = node(id, i);
            nodes.put(added.node().id(), added);
        }
        List<NodePicture> now = owned(id);
        Resources usable = Resources.NONE;
        List<Member> members = new ArrayList<>();
        for (NodePicture node : now) {
            if (node.member().filter(m -> m.presence() == Presence.SERVING).isPresent()) {
                usable = usable.plus(node.node().capacity());
                members.add(node.member().get());
            }
        }
        Demand before = observed(id).demand();
        observe(id, members, new Demand(before.running(), usable, before.pending()));
    }

    private Observation observed(FrameworkId id) {
        return framework(id).observation().orElse(new Observation(now, List.of(), Demand.NONE));
    }

    private FrameworkPicture framework(FrameworkId id) {
        return Optional.ofNullable(frameworks.get(id)).orElseThrow();
    }

    private void observe(FrameworkId id, List<Member> members, Demand demand) {
        frameworks.put(
                id,
                new FrameworkPicture(
                        framework(id).framework(),
                        Optional.of(new Observation(now, members, demand)),
                        Optional.empty()));
    }

    /** One more node like those that there are, idle, with a role everywhere. */
    private NodePicture node(FrameworkId owner, int number) {
        Resources capacity = nodes.isEmpty()
                ? Resources.of(1, 0)
                : nodes.values().iterator().next().node().capacity();
        NodeId id = new NodeId("what-if-" + owner + "-" + number);
        Map<FrameworkId, String> everywhere = new HashMap<>();
        frameworks.keySet().forEach(f -> everywhere.put(f, id.value()));
        Node node = new Node(id, capacity, Optional.empty(), Map.of(), everywhere);
        return new NodePicture(
                node,
                new Ownership(
                        id, Optional.of(owner), Ownership.State.SETTLED, 1, Optional.empty(), Optional.empty(), now),
                signals(id, 0),
                Optional.of(new Member(id.value(), Presence.SERVING, capacity, Resources.NONE, 0, Optional.empty())),
                Optional.of(new AgentReport(
                        node, Optional.of(owner), AgentReport.RoleState.RUNNING, 1, "what if", true, now)));
    }

    private void demand(FrameworkId id, double ratio) {
        Observation seen = observed(id);
        Resources usable = seen.demand().usable();
        if (usable.equals(Resources.NONE) && ratio > 0) {
            throw new Wrong("'" + id + ".demand=" + ratio + "' is a ratio to what " + id
                    + " can use, and that is nothing; give it nodes first, as in " + id + ".nodes=3.");
        }
        Resources runs = usable.times(Math.min(1, ratio));
        List<Pending> waits = ratio > 1
                ? List.of(new Pending(
                        "what-if", "what if", usable.times(ratio - 1), Optional.of(Instant.EPOCH), Optional.empty()))
                : List.of();
        observe(id, seen.members(), new Demand(runs, usable, waits));
    }

    private void supply(FrameworkId id, double ratio) {
        double load = ratio * framework(id).framework().policy().target();
        for (NodePicture node : owned(id)) {
            nodes.put(
                    node.node().id(),
                    new NodePicture(
                            node.node(),
                            node.ownership(),
                            signals(node.node().id(), load),
                            node.member(),
                            node.agent()));
        }
    }

    /** Load above one is time that work waits. */
    private NodeSignals signals(NodeId id, double load) {
        double busy = Math.min(1, load);
        OptionalDouble waits = load > 1 ? OptionalDouble.of(load - 1) : OptionalDouble.empty();
        return new NodeSignals(
                id, Map.of(Dimension.CPU, new Reading(busy, busy, waits)), Optional.of(now), List.of("what-if"));
    }
}
