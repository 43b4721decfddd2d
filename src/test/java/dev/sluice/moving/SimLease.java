package dev.sluice.moving;

import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The lease as the database keeps it: it belongs to a session, which ends with its process or when it has been silent for
 * too long, and each take-over raises the term.
 */
final class SimLease {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ManualTimers timers;
    private final Terms terms;
    private Optional<SimLife> holder = Optional.empty();
    private Instant heard = Instant.MIN;

    SimLease(ManualTimers timers, Terms terms) {
        this.timers = timers;
        this.terms = terms;
    }

    /** The holder's session is kept, or somebody takes over; answers the term of {@code who}, if it leads. */
    Uni<Optional<Term>> answer(SimLife who) {
        return Uni.createFrom().item(() -> ask(who));
    }

    private Optional<Term> ask(SimLife who) {
        boolean held = holder.filter(h -> !h.dead() && !heard.plus(TIMEOUT).isBefore(timers.now()))
                .isPresent();
        if (!held) {
            holder = Optional.of(who);
            terms.raise();
        }
        if (isHeldBy(who)) {
            heard = timers.now();
            return Optional.of(terms.current());
        }
        return Optional.empty();
    }

    /** The session has ended at the database's side. */
    void drop(SimLife who) {
        if (isHeldBy(who)) {
            holder = Optional.empty();
        }
    }

    boolean isHeldBy(SimLife who) {
        return holder.filter(who::equals).isPresent();
    }

    long takeOvers() {
        return terms.current().number();
    }
}
