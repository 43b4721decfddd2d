package dev.sluice.time;

import java.time.Duration;

/** Delays. The real one is Vert.x; tests run a queue by hand. */
public interface Timers {

    /** Runs {@code task} once after {@code delay}, on an event loop; {@code task} must not block. */
    Handle after(Duration delay, Runnable task);

    /** Runs {@code task} every {@code period}, first after one period. */
    Handle every(Duration period, Runnable task);

    /** A pending timer; cancelling twice, or after it fired, is fine. */
    interface Handle {
        void cancel();
    }
}
