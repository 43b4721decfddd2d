package dev.sluice.driver.contract;

import dev.sluice.time.Timers;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;

/** Timers of a Vert.x of the test's own, for drivers that speak to real processes. */
public final class RealTimers implements Timers {

    private final Vertx vertx;

    public RealTimers(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Handle after(Duration delay, Runnable task) {
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public Handle every(Duration period, Runnable task) {
        long id = vertx.setPeriodic(Math.max(1, period.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
    }
}
