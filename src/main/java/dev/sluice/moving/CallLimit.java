package dev.sluice.moving;

import dev.sluice.driver.DriverFailure;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;

/** Bounds calls whose other side may never answer: after the limit the outcome counts as unknown. */
final class CallLimit {

    private final Timers timers;
    private final Duration limit;

    CallLimit(Timers timers, Duration limit) {
        this.timers = timers;
        this.limit = limit;
    }

    <T> Uni<T> on(String call, Uni<T> answer) {
        return Uni.createFrom().emitter(emitter -> {
            Timers.Handle late = timers.after(
                    limit,
                    () -> emitter.fail(new DriverFailure.OutcomeUnknown(
                            call + " was not answered within " + limit.toSeconds() + " s", null)));
            Cancellable waiting = answer.subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(() -> {
                late.cancel();
                waiting.cancel();
            });
        });
    }
}
