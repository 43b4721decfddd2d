package dev.sluice.inventory;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Member;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
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
import java.util.stream.IntStream;

/**
 * Builds pictures for tests. Each node has 2 cores and 4 GiB, a role for every framework under its own name, an agent, and
 * fresh signals that say idle, unless a test says otherwise.
 */
public final class Pictures {

    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    public static final double GIB = 1024.0 * 1024 * 1024;
    public static final Resources NODE = Resources.of(2, 4 * GIB);

    private final Instant now;
    private final List<Shape> frameworks = new ArrayList<>();
    private final Map<FrameworkId, Integer> strangers = new HashMap<>();
    private final List<Spot> nodes = new ArrayList<>();

    private record Shape(Framework framework, Optional<Demand> demand, Instant at) {}

    /** One node, to be changed in place. */
    public static final class Spot {
        public final String id;
        public final Optional<FrameworkId> owner;
        public Ownership.State state = Ownership.State.SETTLED;
        public Optional<OperationId> operation = Optional.empty();
        public long epoch = 1;
        public Instant since;
        public Optional<String> rack = Optional.empty();
        public Presence presence = Presence.SERVING;
        public boolean listed = true;
        public int running;
        public Optional<String> drainMark = Optional.empty();
        public boolean agent = true;
        public Optional<List<String>> roles = Optional.empty();
        public Instant signalsAt;
        public Map<Dimension, Reading> readings = load(0);

        Spot(String id, Optional<FrameworkId> owner, Instant now) {
            this.id = id;
            this.owner = owner;
            this.since = now;
            this.signalsAt = now;
        }
    }

    public Pictures(Instant now) {
        this.now = now;
    }

    public static FrameworkId id(String id) {
        return new FrameworkId(id);
    }

    public static FrameworkPolicy policy(int guarantee, int deserved, int cap) {
        return new FrameworkPolicy(guarantee, deserved, cap, 1, 0.75, FrameworkPolicy.Mode.SUGGEST);
    }

    public static Framework framework(String id, FrameworkPolicy policy) {
        return new Framework(
                id(id), "fake", id.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + id.substring(1), policy);
    }

    public static Map<Dimension, Reading> load(double cpu) {
        return Map.of(Dimension.CPU, new Reading(cpu, cpu, OptionalDouble.empty()));
    }

    public static Pending pending(String id, double cores, Optional<Instant> since) {
        return new Pending(id, id, Resources.of(cores, 0), since, Optional.empty());
    }

    /** A framework with a reading of this age-0 demand. */
    public Pictures framework(Framework framework, Demand demand) {
        frameworks.add(new Shape(framework, Optional.of(demand), now));
        return this;
    }

    public Pictures framework(Framework framework, Optional<Demand> demand, Instant at) {
        frameworks.add(new Shape(framework, demand, at));
        return this;
    }

    /** A framework whose work makes its nodes' worth {@code need}, running as far as it fits. */
    public Pictures framework(String id, FrameworkPolicy policy, double need, int nodes) {
        double runs = Math.min(need, nodes);
        List<Pending> waits = need > nodes
                ? List.of(pending(id + "-app", (need - nodes) * 2, Optional.of(now.minusSeconds(60))))
                : List.of();
        return framework(framework(id, policy), new Demand(Resources.of(runs * 2, 0), NODE.times(nodes), waits));
    }

    public Spot node(String id, String owner) {
        Spot spot = new Spot(id, owner.isEmpty() ? Optional.empty() : Optional.of(id(owner)), now);
        nodes.add(spot);
        return spot;
    }

    public Pictures nodes(String owner, String... ids) {
        for (String id : ids) {
            node(id, owner);
        }
        return this;
    }

    /** Serving members of which the fleet knows nothing. */
    public Pictures strangers(String framework, int count) {
        strangers.put(id(framework), count);
        return this;
    }

    public FleetPicture build() {
        Map<FrameworkId, List<Member>> members = new HashMap<>();
        strangers.forEach((framework, count) -> members.put(
                framework,
                new ArrayList<>(IntStream.range(0, count)
                        .mapToObj(n -> new Member(
                                "stranger-" + n, Presence.SERVING, NODE, Resources.NONE, 0, Optional.empty()))
                        .toList())));
        List<NodePicture> pictures = nodes.stream()
                .sorted(Comparator.comparing(s -> new NodeId(s.id)))
                .map(s -> picture(s, members))
                .toList();
        List<FrameworkPicture> shown = frameworks.stream()
                .sorted(Comparator.comparing(s -> s.framework().id()))
                .map(s -> new FrameworkPicture(
                        s.framework(),
                        s.demand()
                                .map(d -> new Observation(
                                        s.at(),
                                        members.getOrDefault(s.framework().id(), List.of()),
                                        d)),
                        Optional.empty()))
                .toList();
        return new FleetPicture(now, shown, pictures);
    }

    private NodePicture picture(Spot spot, Map<FrameworkId, List<Member>> members) {
        Map<FrameworkId, String> roles = new HashMap<>();
        frameworks.forEach(f -> {
            FrameworkId id = f.framework().id();
            if (spot.roles.map(r -> r.contains(id.value())).orElse(true)) {
                roles.put(id, spot.id);
            }
        });
        Node node = new Node(new NodeId(spot.id), NODE, spot.rack, Map.of(), roles);
        Optional<Member> member = spot.owner
                .filter(o -> spot.listed)
                .map(o -> new Member(spot.id, spot.presence, NODE, Resources.NONE, spot.running, spot.drainMark));
        member.ifPresent(m -> members.computeIfAbsent(spot.owner.orElseThrow(), o -> new ArrayList<>())
                .add(m));
        return new NodePicture(
                node,
                new Ownership(
                        node.id(), spot.owner, spot.state, spot.epoch, spot.operation, Optional.empty(), spot.since),
                spot.readings.isEmpty()
                        ? NodeSignals.unknown(node.id())
                        : new NodeSignals(node.id(), spot.readings, Optional.of(spot.signalsAt), List.of("test")),
                member,
                Optional.of(new AgentReport(
                        node, spot.owner, AgentReport.RoleState.RUNNING, spot.epoch, "pid 1", spot.agent, now)));
    }
}
