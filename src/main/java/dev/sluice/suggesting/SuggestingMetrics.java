package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.pressure.Pressure;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The metrics of pressures, suggestions and decisions. What is unknown is left out, never 0. */
@Singleton
class SuggestingMetrics extends Collector {

    private final Instance<SuggestingLoop> loop;
    private final Instance<Inventory> inventory;

    SuggestingMetrics(Instance<SuggestingLoop> loop, Instance<Inventory> inventory) {
        this.loop = loop;
        this.inventory = inventory;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>(pressures());
        all.addAll(breakers(inventory.get().current()));
        all.addAll(decisions());
        return all;
    }

    private List<MetricFamilySamples> pressures() {
        GaugeMetricFamily value =
                gauge("sluice_pressure", "Pressure of a framework, the larger of its parts; 1 is just right.");
        GaugeMetricFamily supply =
                gauge("sluice_pressure_supply", "How busy a framework's nodes are, over the target.");
        GaugeMetricFamily demand =
                gauge("sluice_pressure_demand", "Running plus waiting work of a framework over its usable capacity.");
        GaugeMetricFamily known = gauge("sluice_pressure_known", "1 while the pressure is known, else 0.");
        GaugeMetricFamily coverage =
                gauge("sluice_pressure_coverage", "Share of a framework's nodes with fresh signals, 0 to 1.");
        GaugeMetricFamily age =
                gauge("sluice_pressure_age_seconds", "Age of the oldest input that counts for the pressure.");
        for (Pressure pressure : loop.get().pressures()) {
            List<String> framework = List.of(pressure.framework().value());
            pressure.value().ifPresent(v -> value.addMetric(framework, v));
            pressure.supply().ifPresent(v -> supply.addMetric(framework, v));
            pressure.demand().ifPresent(v -> demand.addMetric(framework, v));
            known.addMetric(framework, pressure.value().isPresent() ? 1 : 0);
            coverage.addMetric(framework, pressure.coverage());
            age.addMetric(framework, pressure.age().toMillis() / 1e3);
        }
        return List.of(value, supply, demand, known, coverage, age);
    }

    private static List<MetricFamilySamples> breakers(FleetPicture picture) {
        GaugeMetricFamily unhealthy = gauge(
                "sluice_unhealthy_nodes",
                "Nodes of a framework that it does not list as alive, or that need a person.");
        GaugeMetricFamily breaker = gauge(
                "sluice_breaker_open",
                "1 while too many of a framework's nodes are unhealthy for anything to move by itself, else 0.");
        picture.frameworks().forEach(f -> {
            FrameworkId id = f.framework().id();
            unhealthy.addMetric(
                    List.of(id.value()),
                    picture.ownedBy(id).stream().filter(Breaker::unhealthy).count());
            breaker.addMetric(List.of(id.value()), Breaker.of(id, picture).isPresent() ? 1 : 0);
        });
        return List.of(
                unhealthy,
                breaker,
                new GaugeMetricFamily(
                        "sluice_fleet_breaker_open",
                        "1 while too much of the fleet is unhealthy for anything to move by itself, else 0.",
                        Breaker.ofFleet(picture).isPresent() ? 1 : 0));
    }

    private List<MetricFamilySamples> decisions() {
        Tally tally = loop.get().tally();
        CounterMetricFamily decisions = new CounterMetricFamily(
                "sluice_decisions",
                "Suggestions by what became of them here: OPENED, and how they ended.",
                List.of("kind"));
        tally.decisions().forEach((kind, count) -> decisions.addMetric(List.of(kind), count));
        CounterMetricFamily vetoes = new CounterMetricFamily(
                "sluice_vetoes",
                "Frameworks and nodes that a plan left out, by the rule; each plan counts anew.",
                List.of("rule"));
        tally.vetoes().forEach((rule, count) -> vetoes.addMetric(List.of(rule.name()), count));
        return List.of(
                new GaugeMetricFamily(
                        "sluice_suggestions_open",
                        "Suggestions that wait for an answer.",
                        loop.get().open().size()),
                new CounterMetricFamily("sluice_plans", "Plans made while this server led.", tally.plans()),
                decisions,
                vetoes);
    }

    private static GaugeMetricFamily gauge(String name, String help) {
        return new GaugeMetricFamily(name, help, List.of("framework"));
    }
}
