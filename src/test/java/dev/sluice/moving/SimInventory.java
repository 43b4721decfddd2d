package dev.sluice.moving;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Member;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One server process' picture, read every five seconds and as old as that; a framework that cannot be read keeps its last. */
final class SimInventory implements Inventory {

    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final List<Framework> frameworks;
    private final Map<FrameworkId, FrameworkDriver> drivers;
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private final Map<FrameworkId, FrameworkPicture> read = new LinkedHashMap<>();
    private final Clock clock;
    private FleetPicture current;

    SimInventory(
            List<Framework> frameworks,
            Map<FrameworkId, FrameworkDriver> drivers,
            Collection<Node> nodes,
            Clock clock) {
        this.frameworks = frameworks;
        this.drivers = drivers;
        nodes.forEach(n -> this.nodes.put(n.id(), n));
        this.clock = clock;
        this.current = new FleetPicture(clock.instant(), List.of(), List.of());
        frameworks.forEach(f -> read.put(f.id(), new FrameworkPicture(f, Optional.empty(), Optional.empty())));
    }

    void start(Timers timers, Ledger ledger, SimAgents.View agents) {
        Runnable reading = () -> {
            frameworks.forEach(this::read);
            ledger.all().subscribe().with(rows -> assemble(rows, agents), failure -> {});
        };
        timers.after(Duration.ZERO, reading);
        timers.every(PERIOD, reading);
    }

    private void read(Framework framework) {
        Optional.ofNullable(drivers.get(framework.id()))
                .orElseThrow()
                .observe()
                .subscribe()
                .with(
                        seen -> read.put(
                                framework.id(), new FrameworkPicture(framework, Optional.of(seen), Optional.empty())),
                        failure -> read.computeIfPresent(
                                framework.id(),
                                (id, last) -> new FrameworkPicture(
                                        framework, last.observation(), Optional.of(failure.toString()))));
    }

    private void assemble(List<Ownership> rows, SimAgents.View agents) {
        Map<String, Member> members = new HashMap<>();
        read.values().stream()
                .flatMap(f -> f.observation().stream())
                .map(Observation::members)
                .forEach(seen -> seen.forEach(m -> members.put(m.name(), m)));
        List<NodePicture> pictures = new ArrayList<>(rows.size());
        for (Ownership row : rows) {
            Node node = Optional.ofNullable(nodes.get(row.node())).orElseThrow();
            pictures.add(new NodePicture(
                    node,
                    row,
                    NodeSignals.unknown(row.node()),
                    row.owner().flatMap(node::memberOf).map(members::get),
                    agents.report(row.node())));
        }
        current = new FleetPicture(clock.instant(), List.copyOf(read.values()), pictures);
    }

    @Override
    public FleetPicture current() {
        return current;
    }

    @Override
    public List<Framework> frameworks() {
        return frameworks;
    }

    @Override
    public Optional<FrameworkDriver> driver(FrameworkId framework) {
        return Optional.ofNullable(drivers.get(framework));
    }
}
