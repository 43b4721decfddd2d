package dev.sluice.moving;

import dev.sluice.driver.DriverFailure;
import dev.sluice.leading.Deposed;
import dev.sluice.leading.Term;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The way of every call to a framework. Its other side may never answer: after the limit the outcome counts as unknown. And
 * nothing is sent once the lease is over by this process' own clock, however long it was stopped before the call.
 */
final class CallLimit {

    private final Timers timers;
    private final Duration limit;
    private final Predicate<Term> holds;

    CallLimit(Timers timers, Duration limit, Predicate<Term> holds) {
        this.timers = timers;
        this.limit = limit;
        this.holds = holds;
    }

    /** Fails with {@link Deposed} when {@code term} is over. */
    <T> Uni<T> on(Term term, String call, Supplier<Uni<T>> ask) {
        return Uni.createFrom().emitter(emitter -> {
            if (!holds.test(term)) {
                emitter.fail(new Deposed(term));
                return;
            }
            Timers.Handle late = timers.after(
                    limit,
                    () -> emitter.fail(new DriverFailure.OutcomeUnknown(
                            call + " was not answered within " + limit.toSeconds() + " s", null)));
            Cancellable waiting = ask.get().subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(() -> {
                late.cancel();
                waiting.cancel();
            });
        });
    }
}
