package dev.sluice.inventory;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.ConfiguredFrameworks.Connected;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps the current picture. Each framework is read on its own, so that a slow one holds up no other; the picture is put
 * together from the newest readings each time the ledger has answered, so its {@code at} is the age of the ledger's part.
 */
@Singleton
final class InventoryLoop implements Inventory {

    private static final Logger LOG = Logger.getLogger(InventoryLoop.class);

    private final List<Connected> frameworks;
    private final List<FrameworkReader> readers;
    private final Sources sources;
    private final Timers timers;
    private final Clock clock;
    private final InventoryConfig config;
    private final OneAtATime<List<Ownership>> ledgerReading;
    private volatile FleetPicture current;
    private volatile boolean ledgerAway;
    private Timers.Handle first = () -> {};
    private Timers.Handle timer = () -> {};

    @Inject
    InventoryLoop(
            ConfiguredFrameworks configured, Sources sources, Timers timers, Clock clock, InventoryConfig config) {
        this.frameworks = configured.all();
        this.sources = sources;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
        this.readers = frameworks.stream()
                .map(c -> new FrameworkReader(c, timers, config))
                .toList();
        this.ledgerReading = new OneAtATime<>(timers, config.limit(), this::read, this::assemble, this::failed);
        this.current = new FleetPicture(clock.instant(), List.of(), List.of());
    }

    void start(@Observes StartupEvent started) {
        start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        stop();
    }

    void start() {
        readers.forEach(FrameworkReader::start);
        timer = timers.every(config.period(), ledgerReading::run);
        first = timers.after(Duration.ZERO, ledgerReading::run);
    }

    void stop() {
        first.cancel();
        timer.cancel();
        ledgerReading.stop();
        readers.forEach(FrameworkReader::stop);
    }

    @Override
    public FleetPicture current() {
        return current;
    }

    @Override
    public FleetPicture live() {
        return current.withSignals(sources.telemetry(), clock.instant());
    }

    @Override
    public List<Framework> frameworks() {
        return frameworks.stream()
                .map(c -> sources.policies().inForce(c.framework()))
                .toList();
    }

    @Override
    public Optional<FrameworkDriver> driver(FrameworkId framework) {
        return frameworks.stream()
                .filter(c -> c.framework().id().equals(framework))
                .map(Connected::driver)
                .findFirst();
    }

    /** With the policies first: no picture is ever put together under one that is not in force. */
    private Uni<List<Ownership>> read() {
        return sources.policies().refresh().chain(() -> sources.ledger().all());
    }

    private FrameworkPicture inForce(FrameworkPicture picture) {
        return new FrameworkPicture(
                sources.policies().inForce(picture.framework()), picture.observation(), picture.error());
    }

    private void assemble(List<Ownership> rows) {
        if (ledgerAway) {
            LOG.info("the ledger answers again");
            ledgerAway = false;
        }
        current = PictureAssembly.assemble(
                clock.instant(),
                readers.stream()
                        .map(FrameworkReader::picture)
                        .map(this::inForce)
                        .toList(),
                rows,
                sources.agents().reports(),
                sources.telemetry());
    }

    private void failed(Throwable failure) {
        if (!ledgerAway) {
            ledgerAway = true;
            LOG.warnf("the ledger cannot be read, the picture stays as it is: %s", failure);
        }
    }
}
