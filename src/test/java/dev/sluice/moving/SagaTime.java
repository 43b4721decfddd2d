package dev.sluice.moving;

import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Timers;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** How time passes in the saga kit: by hand with fakes, by itself with real processes. */
interface SagaTime extends AutoCloseable {

    Timers timers();

    Clock clock();

    /** How long one call may go unanswered, which is waited for after a crash. */
    Duration callLimit();

    /** Does what takes a while, later or elsewhere. */
    void work(Runnable task);

    /** Waits, bounded, for {@code condition}. */
    void until(DriverPeer peer, BooleanSupplier condition);

    @Override
    void close();

    static SagaTime byHand() {
        ManualTimers timers = new ManualTimers();
        return new SagaTime() {
            @Override
            public Timers timers() {
                return timers;
            }

            @Override
            public Clock clock() {
                return timers.clock();
            }

            @Override
            public Duration callLimit() {
                return Duration.ofSeconds(60);
            }

            @Override
            public void work(Runnable task) {
                timers.after(Duration.ofMillis(300), task);
            }

            @Override
            public void until(DriverPeer peer, BooleanSupplier condition) {
                for (int look = 0; !condition.getAsBoolean(); look++) {
                    if (look == 4000) {
                        throw new AssertionError("waited in vain");
                    }
                    timers.advance(Duration.ofMillis(look < 500 ? 100 : 5000));
                }
            }

            @Override
            public void close() {}
        };
    }

    static SagaTime ofTheWorld() {
        Vertx vertx = Vertx.vertx();
        ExecutorService worker = Executors.newSingleThreadExecutor();
        return new SagaTime() {
            private final Timers timers = new RealTimers(vertx);

            @Override
            public Timers timers() {
                return timers;
            }

            @Override
            public Clock clock() {
                // The journal keeps microseconds.
                return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
            }

            @Override
            public Duration callLimit() {
                return Duration.ofSeconds(8);
            }

            @Override
            public void work(Runnable task) {
                worker.execute(task);
            }

            @Override
            public void until(DriverPeer peer, BooleanSupplier condition) {
                for (int look = 0; !condition.getAsBoolean(); look++) {
                    if (look == 1500) {
                        throw new AssertionError("waited in vain");
                    }
                    peer.pause();
                }
            }

            @Override
            public void close() {
                worker.shutdownNow();
                vertx.closeAndAwait();
            }
        };
    }
}
