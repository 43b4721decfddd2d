package dev.sluice.telemetry;

import dev.sluice.telemetry.store.HotStore;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Once a minute, lets the store forget what has fallen silent. */
@ApplicationScoped
class StoreKeeper {

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final HotStore store;
    private final Timers timers;
    private final Clock clock;
    private Timers.@Nullable Handle timer;

    StoreKeeper(HotStore store, Timers timers, Clock clock) {
        this.store = store;
        this.timers = timers;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        timer = timers.every(PERIOD, () -> store.forget(clock.millis()));
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
