package dev.sluice.time;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Timers of the server's Vert.x.
 *
 * <p>Each run gets a fresh context of its own on an event loop, so that a task may open a database session and never
 * meets the one of whoever set the timer. A task that throws is logged and does not stop a periodic timer.
 */
@ApplicationScoped
class VertxTimers implements Timers {

    private static final Logger LOG = Logger.getLogger(VertxTimers.class);

    private final Vertx vertx;

    VertxTimers(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Handle after(Duration delay, Runnable task) {
        long id = vertx.setTimer(millis(delay), inFreshContext(task));
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public Handle every(Duration period, Runnable task) {
        long id = vertx.setPeriodic(millis(period), inFreshContext(task));
        return () -> vertx.cancelTimer(id);
    }

    private Handler<Long> inFreshContext(Runnable task) {
        return id -> {
            Context fresh = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(fresh, true);
            fresh.runOnContext(ignored -> run(task));
        };
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A timed task failed.", e);
        }
    }

    /** Vert.x refuses delays under one millisecond. */
    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
