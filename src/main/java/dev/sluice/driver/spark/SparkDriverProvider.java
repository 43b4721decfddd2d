package dev.sluice.driver.spark;

import dev.sluice.driver.DriverOptions;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.HttpCalls;
import dev.sluice.time.Timers;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** Drivers of kind {@code spark}; {@code url} is the master's web UI. */
@Singleton
final class SparkDriverProvider implements DriverProvider {

    static final String REVERSE_PROXY = "reverse-proxy";

    private final Vertx vertx;
    private final Timers timers;
    private final Clock clock;

    SparkDriverProvider(Vertx vertx, Timers timers, Clock clock) {
        this.vertx = vertx;
        this.timers = timers;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "spark";
    }

    @Override
    public FrameworkDriver create(Settings settings) {
        DriverOptions options = new DriverOptions(settings, Set.of(REVERSE_PROXY, DriverOptions.TIME_LIMIT));
        SparkMaster master = new SparkMaster(
                new HttpCalls(vertx, timers, settings.framework().value()),
                options.url(),
                options.flag(REVERSE_PROXY, true),
                options.timeLimit());
        return new SparkDriver(master, settings.framework(), clock);
    }
}
