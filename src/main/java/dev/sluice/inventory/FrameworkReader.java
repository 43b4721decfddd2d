package dev.sluice.inventory;

import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.Observation;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads one framework on its own period and keeps the last good reading beside the newest error. */
final class FrameworkReader {

    private static final Logger LOG = Logger.getLogger(FrameworkReader.class);

    private final ConfiguredFrameworks.Connected connected;
    private final Timers timers;
    private final InventoryConfig config;
    private final OneAtATime<Observation> reading;
    private volatile FrameworkPicture picture;
    private Timers.Handle first = () -> {};
    private Timers.Handle timer = () -> {};

    FrameworkReader(ConfiguredFrameworks.Connected connected, Timers timers, InventoryConfig config) {
        this.connected = connected;
        this.timers = timers;
        this.config = config;
        this.picture = new FrameworkPicture(connected.framework(), Optional.empty(), Optional.empty());
        this.reading =
                new OneAtATime<>(timers, config.limit(), connected.driver()::observe, this::succeeded, this::failed);
    }

    void start() {
        timer = timers.every(config.period(), reading::run);
        first = timers.after(Duration.ZERO, reading::run);
    }

    void stop() {
        first.cancel();
        timer.cancel();
        reading.stop();
    }

    FrameworkPicture picture() {
        return picture;
    }

    private void succeeded(Observation observation) {
        if (picture.error().isPresent()) {
            LOG.infof("%s answers again", connected.framework().id());
        }
        picture = new FrameworkPicture(connected.framework(), Optional.of(observation), Optional.empty());
    }

    private void failed(Throwable failure) {
        boolean expected = failure instanceof DriverFailure || failure instanceof OneAtATime.GivenUp;
        String error = expected && failure.getMessage() != null ? failure.getMessage() : failure.toString();
        if (picture.error().isEmpty()) {
            // Once per outage; the error itself stays in the picture.
            if (expected) {
                LOG.warnf("%s cannot be read: %s", connected.framework().id(), error);
            } else {
                LOG.errorf(
                        failure,
                        "%s cannot be read: its driver has a bug",
                        connected.framework().id());
            }
        }
        picture = new FrameworkPicture(connected.framework(), picture.observation(), Optional.of(error));
    }
}
