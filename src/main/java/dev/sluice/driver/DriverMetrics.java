package dev.sluice.driver;

import dev.sluice.fleet.FrameworkId;
import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of drivers: how long each method takes at each framework, and what came of it. */
@Singleton
public final class DriverMetrics extends Collector {

    private final Histogram seconds = Histogram.build(
                    "sluice_driver_call_seconds", "Time from a driver call to its answer or failure.")
            .labelNames("framework", "method")
            .buckets(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .create();

    private final Counter calls = Counter.build(
                    "sluice_driver_calls_total",
                    "Driver calls by what came of them: ok, a failure's code, or cancelled.")
            .labelNames("framework", "method", "outcome")
            .create();

    /** The same drivers as {@code provider} makes, with each call counted here. */
    public DriverProvider metered(DriverProvider provider) {
        return new DriverProvider() {
            @Override
            public String kind() {
                return provider.kind();
            }

            @Override
            public FrameworkDriver create(Settings settings) {
                return new MeteredDriver(
                        provider.create(settings), settings.framework(), DriverMetrics.this, System::nanoTime);
            }
        };
    }

    /** @param outcome {@code ok}, a {@link DriverFailure#code()}, {@code cancelled}, or {@code bug} */
    void count(FrameworkId framework, String method, String outcome, long nanos) {
        seconds.labels(framework.value(), method).observe(nanos / 1e9);
        calls.labels(framework.value(), method, outcome).inc();
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return Stream.of(seconds, calls)
                .flatMap(metric -> metric.collect().stream())
                .toList();
    }
}
