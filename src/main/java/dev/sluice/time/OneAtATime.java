package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is repeated, such as a reading: never two at once, each given up after a limit, and none outlives
 * {@link #stop}.
 *
 * <p>A reading that is given up is cancelled; what it answers later is dropped.
 */
public final class OneAtATime<T> {

    private final Timers timers;
    private final Duration limit;
    private final Supplier<Uni<T>> reading;
    private final Consumer<T> onItem;
    private final Consumer<Throwable> onFailure;
    private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();
    private volatile boolean stopped;

    public OneAtATime(
            Timers timers,
            Duration limit,
            Supplier<Uni<T>> reading,
            Consumer<T> onItem,
            Consumer<Throwable> onFailure) {
        this.timers = timers;
        this.limit = limit;
        this.reading = reading;
        this.onItem = onItem;
        this.onFailure = onFailure;
    }

    /** Starts a reading, unless one is under way. */
    public void run() {
        Attempt attempt = new Attempt();
        if (stopped || !current.compareAndSet(null, attempt)) {
            return;
        }
        attempt.start();
    }

    /** Gives up the reading under way and starts no other. */
    public void stop() {
        stopped = true;
        Attempt attempt = current.get();
        if (attempt != null) {
            attempt.end();
        }
    }

    private final class Attempt {

        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Cancellable subscription;
        private volatile Timers.@Nullable Handle deadline;

        void start() {
            deadline = timers.after(limit, () -> {
                if (end()) {
                    onFailure.accept(new GivenUp(limit));
                }
            });
            subscription = Uni.createFrom()
                    .deferred(reading::get)
                    .subscribe()
                    .with(
                            item -> {
                                if (end()) {
                                    onItem.accept(item);
                                }
                            },
                            failure -> {
                                if (end()) {
                                    onFailure.accept(failure);
                                }
                            });
            if (ended.get()) {
                release();
            }
        }

        boolean end() {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            release();
            current.compareAndSet(this, null);
            return !stopped;
        }

        private void release() {
            Timers.Handle timer = deadline;
            if (timer != null) {
                timer.cancel();
            }
            Cancellable running = subscription;
            if (running != null) {
                running.cancel();
            }
        }
    }

    /** A reading took longer than its limit. */
    public static final class GivenUp extends RuntimeException {
        GivenUp(Duration limit) {
            super("no answer within " + limit.toSeconds() + " s");
        }
    }
}
