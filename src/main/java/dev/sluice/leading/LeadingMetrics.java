package dev.sluice.leading;

import dev.sluice.leading.Leadership.Leader;
import dev.sluice.leading.Leadership.Standing;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;

/** The metrics of leadership: who leads, and how often that has changed. */
@Singleton
class LeadingMetrics extends Collector {

    private final Instance<Leadership> leadership;

    LeadingMetrics(Instance<Leadership> leadership) {
        this.leadership = leadership;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Standing standing = leadership.get().standing();
        boolean leads = standing instanceof Standing.Leads;
        long term =
                switch (standing) {
                    case Standing.Leads now -> now.term().number();
                    case Standing.Follows now ->
                        now.leader().map(Leader::term).map(Term::number).orElse(0L);
                    case Standing.Cut now -> 0;
                };
        return List.of(
                new GaugeMetricFamily("sluice_leader", "1 while this server leads, else 0.", leads ? 1 : 0),
                new GaugeMetricFamily(
                        "sluice_leader_term",
                        "The term that this server knows of; grows by one with each take-over, 0 when unknown.",
                        term));
    }
}
