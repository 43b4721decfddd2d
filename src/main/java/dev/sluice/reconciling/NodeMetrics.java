package dev.sluice.reconciling;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.inventory.Inventory;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of nodes: how many there are in each state, so that an alert can ask for those that need a person. */
@Singleton
class NodeMetrics extends Collector {

    private static final String RESERVOIR = "reservoir";

    private final Instance<Inventory> inventory;

    NodeMetrics(Instance<Inventory> inventory) {
        this.inventory = inventory;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        FleetPicture picture = inventory.get().current();
        GaugeMetricFamily nodes = new GaugeMetricFamily(
                "sluice_nodes",
                "Nodes by the framework that owns them, or the reservoir, and the state of their ledger row;"
                        + " CONFLICT, FOREIGN_DRAIN, LOST, GHOST and QUARANTINED are frozen.",
                List.of("framework", "state"));
        Map<String, Map<Ownership.State, Long>> counts = new TreeMap<>();
        counts.put(RESERVOIR, new EnumMap<>(Ownership.State.class));
        picture.frameworks().forEach(f -> counts.put(f.framework().id().value(), new EnumMap<>(Ownership.State.class)));
        for (NodePicture node : picture.nodes()) {
            String owner = node.ownership().owner().map(FrameworkId::value).orElse(RESERVOIR);
            counts.computeIfAbsent(owner, o -> new EnumMap<>(Ownership.State.class))
                    .merge(node.ownership().state(), 1L, Long::sum);
        }
        counts.forEach((owner, byState) -> {
            for (Ownership.State state : Ownership.State.values()) {
                nodes.addMetric(List.of(owner, state.name()), byState.getOrDefault(state, 0L));
            }
        });
        GaugeMetricFamily strangers = new GaugeMetricFamily(
                "sluice_strangers",
                "Members that a framework lists and neither an agent nor the ledger knows.",
                List.of("framework"));
        picture.frameworks().forEach(f -> {
            FrameworkId id = f.framework().id();
            strangers.addMetric(List.of(id.value()), picture.strangers(id));
        });
        return List.of(
                nodes,
                strangers,
                new GaugeMetricFamily(
                        "sluice_nodes_pinned",
                        "Nodes that a person has pinned.",
                        picture.nodes().stream()
                                .filter(n -> n.ownership().pin().isPresent())
                                .count()));
    }
}
