package dev.sluice.driver.sim;

import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Drivers of kind {@code sim}; {@code url} is {@code sim://} and any name. */
@Singleton
final class SimDriverProvider implements DriverProvider {

    private static final Duration FAULTS = Duration.ofSeconds(1);

    private final SimFleet fleet;
    private final Vertx vertx;
    private final Timers timers;
    private final Clock clock;
    private final List<SimDriver> watched = new ArrayList<>();
    private Timers.Handle watching = () -> {};

    SimDriverProvider(SimFleet fleet, Vertx vertx, Timers timers, Clock clock) {
        this.fleet = fleet;
        this.vertx = vertx;
        this.timers = timers;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "sim";
    }

    @Override
    public synchronized FrameworkDriver create(Settings settings) {
        SimFramework framework = new SimFramework(SimSettings.of(settings, clock.instant()), clock);
        SimDriver driver = new SimDriver(framework, timers);
        fleet.add(framework);
        if (framework.settings().faults().isPresent()) {
            watched.add(driver);
        }
        return driver;
    }

    synchronized void start(@Observes StartupEvent started) {
        if (!watched.isEmpty()) {
            watching = timers.every(FAULTS, () -> watched.forEach(this::look));
        }
    }

    synchronized void stop(@Observes ShutdownEvent stopping) {
        watching.cancel();
    }

    /** Without the file nothing goes wrong. */
    private void look(SimDriver driver) {
        Path file = driver.framework().settings().faults().orElseThrow();
        var unused = vertx.fileSystem()
                .readFile(file.toString())
                .map(bytes -> SimFault.parse(bytes.toString()))
                .subscribe()
                .with(driver::disturb, noFile -> driver.disturb(Set.of()));
    }
}
