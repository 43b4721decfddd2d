package dev.sluice.notifying;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;

/** The metrics of webhooks. */
@Singleton
class NotifyingMetrics extends Collector {

    private final Instance<Notifier> notifier;

    NotifyingMetrics(Instance<Notifier> notifier) {
        this.notifier = notifier;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily hears = new GaugeMetricFamily(
                "sluice_webhook_up",
                "1 while a webhook's receiver took the last message or had none, else 0.",
                List.of("webhook"));
        notifier.get().webhooks().forEach(hook -> hears.addMetric(List.of(hook.name()), hook.hears() ? 1 : 0));
        return List.of(hears);
    }
}
