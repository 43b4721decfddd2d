package dev.sluice.alerting;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The metrics of alerts that come in. */
@Singleton
class AlertMetrics extends Collector {

    private static final List<String> RESULT = List.of("result");

    private final LongAdder kept = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder putOff = new LongAdder();
    private volatile boolean storm;

    /** @param alerts of one notification */
    void kept(int alerts) {
        kept.add(alerts);
    }

    /** One notification that is not what it should be. */
    void refused() {
        refused.increment();
    }

    /** One notification that is to be sent again. */
    void putOff() {
        putOff.increment();
    }

    void storm(boolean blows) {
        storm = blows;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return List.of(
                new CounterMetricFamily(
                        "sluice_alerts_kept", "Alerts of all notifications that were kept.", kept.sum()),
                new CounterMetricFamily(
                                "sluice_alert_notifications_refused",
                                "Notifications that were not kept: malformed, or to be sent again.",
                                RESULT)
                        .addMetric(List.of("malformed"), refused.sum())
                        .addMetric(List.of("later"), putOff.sum()),
                new GaugeMetricFamily(
                        "sluice_alert_storm",
                        "1 while so many alerts fire that nothing is done without approval, else 0.",
                        storm ? 1 : 0));
    }
}
