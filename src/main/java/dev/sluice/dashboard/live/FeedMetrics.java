package dev.sluice.dashboard.live;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import jakarta.inject.Singleton;

/** How the live feed is. */
@Singleton
class FeedMetrics {

    private final Gauge viewers;
    private final Counter closed;

    FeedMetrics(CollectorRegistry registry) {
        viewers = Gauge.build("sluice_feed_viewers", "Pages that follow the live feed.")
                .register(registry);
        closed = Counter.build("sluice_feed_closed_total", "Pages that the live feed closed, by reason.")
                .labelNames("reason")
                .register(registry);
        // There with 0 from the start, so that the first one is seen as an increase.
        closed.labels("too-slow");
        closed.labels("too-many");
    }

    void viewers(int open) {
        viewers.set(open);
    }

    /** @param reason {@code too-slow} or {@code too-many} */
    void closed(String reason) {
        closed.labels(reason).inc();
    }
}
