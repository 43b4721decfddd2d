package dev.sluice.telemetry;

import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.intake.IntakeCounters;
import dev.sluice.telemetry.scrape.TargetHealth;
import dev.sluice.telemetry.scrape.Targets;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Skip;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the intake is doing, read when /metrics is. */
@Singleton
@Unremovable
class TelemetryMetrics extends Collector {

    private final Intake intake;
    private final HotStore store;
    private final Targets targets;
    private final Clock clock;

    TelemetryMetrics(Intake intake, HotStore store, Targets targets, Clock clock) {
        this.intake = intake;
        this.store = store;
        this.targets = targets;
        this.clock = clock;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        IntakeCounters counters = intake.counters();
        CounterMetricFamily batches = counter("batches", "Requests and pages taken in.", "origin");
        CounterMetricFamily bytes = counter("received_bytes", "Bytes of requests and pages as they came.", "origin");
        CounterMetricFamily accepted = counter("samples_accepted", "Samples stored.", "origin");
        for (Origin origin : Origin.values()) {
            // The agent comes in by remote write; it is told apart per series, and counted there.
            if (origin != Origin.AGENT) {
                batches.addMetric(List.of(origin.text()), counters.batches(origin));
                bytes.addMetric(List.of(origin.text()), counters.bytes(origin));
                accepted.addMetric(List.of(origin.text()), counters.accepted(origin));
            }
        }
        CounterMetricFamily skipped = counter("samples_skipped", "Good samples left out, by reason.", "reason");
        for (Skip reason : Skip.values()) {
            skipped.addMetric(List.of(lower(reason)), counters.skipped(reason));
        }
        CounterMetricFamily rejected = counter("samples_rejected", "Bad samples refused, by reason.", "reason");
        for (Rejection reason : Rejection.values()) {
            rejected.addMetric(List.of(lower(reason)), counters.rejected(reason));
        }
        List<TargetHealth> health = targets.all();
        List<MetricFamilySamples> all = new ArrayList<>(List.of(
                batches,
                bytes,
                accepted,
                skipped,
                rejected,
                new CounterMetricFamily(
                        "sluice_telemetry_overloads", "Requests told to come back later.", counters.overloads()),
                new CounterMetricFamily(
                        "sluice_telemetry_decode_seconds",
                        "Time spent unpacking, decoding and storing.",
                        counters.decodeNanos() / 1e9),
                gauge("series", "Series in the hot store.", store.series()),
                gauge("nodes", "Nodes with a series in the hot store.", store.nodes()),
                gauge("store_bytes", "Memory of the hot store's series and samples.", store.bytes()),
                gauge("targets", "Exporters to scrape.", health.size()),
                gauge(
                        "targets_up",
                        "Exporters whose last scrape was good.",
                        health.stream().filter(TargetHealth::up).count()),
                gauge(
                        "target_lists_bad",
                        "Lists of exporters that cannot be read, or are wrong.",
                        targets.badLists())));
        store.span().ifPresent(span -> {
            all.add(gauge(
                    "oldest_sample_age_seconds", "Age of the oldest sample in the hot store.", age(span.oldestMs())));
            all.add(gauge(
                    "newest_sample_age_seconds", "Age of the newest sample in the hot store.", age(span.newestMs())));
        });
        return all;
    }

    private double age(long ms) {
        return (clock.millis() - ms) / 1e3;
    }

    private static CounterMetricFamily counter(String name, String help, String label) {
        return new CounterMetricFamily("sluice_telemetry_" + name, help, List.of(label));
    }

    private static GaugeMetricFamily gauge(String name, String help, double value) {
        return new GaugeMetricFamily("sluice_telemetry_" + name, help, value);
    }

    private static String lower(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
