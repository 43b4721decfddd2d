package dev.sluice.driver;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/** Bounded waits for drivers: an answer in time or a failure of the caller's choice, and a pause. */
public final class TimeLimit {

    private final Timers timers;

    public TimeLimit(Timers timers) {
        this.timers = timers;
    }

    /** {@code wait}, or what {@code late} says once {@code limit} has passed; cancelling cancels both. */
    public <T> Uni<T> within(Duration limit, Uni<T> wait, Supplier<? extends Throwable> late) {
        return Uni.createFrom().emitter(emitter -> {
            // The timer first: the wait may end before subscribe() returns. An ended emitter ignores later signals.
            Timers.Handle timer = timers.after(limit, () -> emitter.fail(late.get()));
            var subscription = wait.subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(() -> {
                timer.cancel();
                subscription.cancel();
            });
        });
    }

    /** Completes after {@code delay}; cancelling cancels the timer. */
    public Uni<Void> pause(Duration delay) {
        return Uni.createFrom().emitter(emitter -> {
            Timers.Handle timer = timers.after(delay, () -> emitter.complete(null));
            emitter.onTermination(timer::cancel);
        });
    }
}
