package dev.sluice.moving;

import dev.sluice.time.ManualTimers;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way from one server process to one other party. A call takes time there and back; it may be slow, its answer may be
 * lost, and while the way is cut nothing arrives. A question that is under way arrives although its asker has died.
 */
final class SimLink {

    /** Past it the asker gives up. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final SimLife asker;
    private final ManualTimers timers;
    private final Random random;
    private final SimFaults faults;
    private boolean cut;

    SimLink(SimLife asker, ManualTimers timers, Random random, SimFaults faults) {
        this.asker = asker;
        this.timers = timers;
        this.random = random;
        this.faults = faults;
    }

    void cut() {
        cut = true;
    }

    void mend() {
        cut = false;
    }

    boolean isCut() {
        return cut;
    }

    /** Why a call failed on the way. */
    interface Failures {
        /** It has not arrived. */
        RuntimeException notSent();

        /** Nobody knows. */
        RuntimeException notAnswered();
    }

    /** @param effect at the other party */
    <T> Uni<T> call(Failures failures, Supplier<Uni<T>> effect) {
        return Uni.createFrom().emitter(emitter -> {
            if (cut) {
                asker.after(soon(), () -> emitter.fail(failures.notSent()));
                return;
            }
            Timers.Handle limit = asker.after(LIMIT, () -> emitter.fail(failures.notAnswered()));
            emitter.onTermination(limit::cancel);
            timers.after(onTheWay(), () -> arrive(emitter, failures, effect));
        });
    }

    /** What arrives by itself, without anybody who waits for an answer. */
    void later(Duration delay, Supplier<Uni<Void>> effect) {
        timers.after(delay, () -> effect.get().subscribe().with(done -> {}, failure -> {}));
    }

    private <T> void arrive(UniEmitter<? super T> emitter, Failures failures, Supplier<Uni<T>> effect) {
        if (cut) {
            return;
        }
        Function<Runnable, Runnable> back = answer -> () -> {
            if (!cut) {
                asker.run(answer);
            }
        };
        effect.get()
                .subscribe()
                .with(
                        item -> answer(emitter, failures, back.apply(() -> emitter.complete(item))),
                        failure -> answer(emitter, failures, back.apply(() -> emitter.fail(failure))));
    }

    private <T> void answer(UniEmitter<? super T> emitter, Failures failures, Runnable answer) {
        if (!faults.losesAnswer(random)) {
            timers.after(onTheWay(), answer);
        } else if (random.nextBoolean()) {
            // A connection that is reset tells so; one that is silent runs into the limit.
            asker.after(soon(), () -> emitter.fail(failures.notAnswered()));
        }
    }

    private Duration onTheWay() {
        return faults.isSlow(random) ? Duration.ofMillis(random.nextInt(faults.slowestMillis())) : soon();
    }

    private Duration soon() {
        return Duration.ofMillis(1 + random.nextInt(5));
    }
}
