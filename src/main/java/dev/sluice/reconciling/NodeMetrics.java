package dev.sluice.reconciling;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;

/** The metrics of nodes: how many there are in each state, so that an alert can ask for those that need a person. */
@Singleton
class NodeMetrics extends Collector {

    private final Instance<Inventory> inventory;

    NodeMetrics(Instance<Inventory> inventory) {
        this.inventory = inventory;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        FleetPicture picture = inventory.get().current();
        GaugeMetricFamily nodes = new GaugeMetricFamily(
                "sluice_nodes",
                "Nodes by the state of their ledger row; CONFLICT, FOREIGN_DRAIN, LOST, GHOST and QUARANTINED are"
                        + " frozen.",
                List.of("state"));
        for (Ownership.State state : Ownership.State.values()) {
            nodes.addMetric(
                    List.of(state.name()),
                    picture.nodes().stream()
                            .filter(n -> n.ownership().state() == state)
                            .count());
        }
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
