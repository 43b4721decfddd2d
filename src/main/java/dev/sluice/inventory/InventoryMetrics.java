package dev.sluice.inventory;

import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The metrics of frameworks: what each is allowed, and how well it can be read. */
@Singleton
class InventoryMetrics extends Collector {

    private final Instance<Inventory> inventory;
    private final Clock clock;

    InventoryMetrics(Instance<Inventory> inventory, Clock clock) {
        this.inventory = inventory;
        this.clock = clock;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily guarantee = gauge("guarantee_nodes", "Nodes that a framework never lends.");
        GaugeMetricFamily deserved = gauge("deserved_nodes", "A framework's fair number of nodes.");
        GaugeMetricFamily cap = gauge("cap_nodes", "Nodes that a framework may hold at most.");
        GaugeMetricFamily target =
                gauge("target_ratio", "The utilisation of a framework's nodes that counts as just right, 0 to 1.");
        GaugeMetricFamily readable = gauge("readable", "1 while the newest reading of a framework succeeded, else 0.");
        GaugeMetricFamily age = gauge("reading_age_seconds", "Age of the newest successful reading of a framework.");
        for (FrameworkPicture picture : inventory.get().current().frameworks()) {
            List<String> id = List.of(picture.framework().id().value());
            FrameworkPolicy policy = picture.framework().policy();
            guarantee.addMetric(id, policy.guarantee());
            deserved.addMetric(id, policy.deserved());
            cap.addMetric(id, policy.cap());
            target.addMetric(id, policy.target());
            readable.addMetric(
                    id, picture.observation().isPresent() && picture.error().isEmpty() ? 1 : 0);
            picture.observation()
                    .ifPresent(o -> age.addMetric(
                            id, Duration.between(o.at(), clock.instant()).toMillis() / 1e3));
        }
        return List.of(guarantee, deserved, cap, target, readable, age);
    }

    private static GaugeMetricFamily gauge(String name, String help) {
        return new GaugeMetricFamily("sluice_framework_" + name, help, List.of("framework"));
    }
}
