package dev.sluice.driver.yarn;

import dev.sluice.driver.DriverOptions;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.TimeLimit;
import dev.sluice.time.Timers;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Drivers of kind {@code yarn}; {@code url} is the ResourceManager's web address. */
@Singleton
final class YarnDriverProvider implements DriverProvider {

    static final String EXCLUDE_FILE = "exclude-file";
    static final String ADMIN_ADDRESS = "admin-address";
    static final String GRACEFUL_TIMEOUT = "graceful-timeout";
    static final String SETTLE = "settle";
    static final String USER_NAME = "user.name";

    private final Vertx vertx;
    private final Timers timers;
    private final Clock clock;

    YarnDriverProvider(Vertx vertx, Timers timers, Clock clock) {
        this.vertx = vertx;
        this.timers = timers;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "yarn";
    }

    @Override
    public FrameworkDriver create(Settings settings) {
        DriverOptions options = new DriverOptions(
                settings,
                Set.of(EXCLUDE_FILE, ADMIN_ADDRESS, GRACEFUL_TIMEOUT, SETTLE, USER_NAME, DriverOptions.TIME_LIMIT));
        String user = options.text(USER_NAME).orElse("yarn");
        HttpCalls calls = new HttpCalls(vertx, timers, settings.framework().value());
        ResourceManager manager = new ResourceManager(calls, options.url(), user, options.timeLimit());
        YarnDrain drain = new YarnDrain(
                manager,
                new RmAdmin(vertx, timers, options.hostPort(ADMIN_ADDRESS), user, options.timeLimit()),
                new ExcludeFile(options.file(EXCLUDE_FILE)),
                new YarnDrain.Times(
                        clock,
                        options.duration(SETTLE, Duration.ofSeconds(2), Duration.ZERO),
                        options.duration(GRACEFUL_TIMEOUT, Duration.ofDays(1), Duration.ofSeconds(1))),
                new TimeLimit(timers));
        return new YarnDriver(manager, drain, clock);
    }
}
