package dev.sluice.moving;

import dev.sluice.leading.Deposed;
import dev.sluice.leading.Duty;
import dev.sluice.leading.Term;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the leader does about moves: drives them, takes on what was asked of other servers, enters new nodes.
 *
 * <p>It hears of what was asked by {@link #look}, and looks by itself every two seconds in case a notice got lost.
 */
final class LeaderWork implements Duty {

    private static final Logger LOG = Logger.getLogger(LeaderWork.class);
    private static final Duration SAFETY_NET = Duration.ofSeconds(2);

    private final MoveExecutor executor;
    private final JournalledOperations operations;
    private final FleetRegister register;
    private final Timers timers;
    private final MovingConfig config;

    /** Everything that belongs to one term; ended with it. */
    private @Nullable Work current;

    LeaderWork(
            MoveExecutor executor,
            JournalledOperations operations,
            FleetRegister register,
            Timers timers,
            MovingConfig config) {
        this.executor = executor;
        this.operations = operations;
        this.register = register;
        this.timers = timers;
        this.config = config;
    }

    @Override
    public synchronized void lead(Term term) {
        rest();
        Work work = new Work(term);
        current = work;
        work.begin();
    }

    @Override
    public synchronized void rest() {
        if (current != null) {
            current.end();
            current = null;
        }
        executor.rest();
    }

    @Override
    public synchronized void look() {
        if (current != null) {
            current.looking.run();
        }
    }

    private final class Work {

        private final Term term;
        private final List<Timers.Handle> timing = new ArrayList<>();
        private final Repeated looking;
        private final Repeated entering;
        private Optional<Cancellable> beginning = Optional.empty();
        private boolean ended;

        Work(Term term) {
            this.term = term;
            this.looking = new Repeated("Looking for what was asked", () -> operations.look(term));
            this.entering = new Repeated("Entering new nodes", register::enterNew);
        }

        synchronized void begin() {
            if (ended) {
                return;
            }
            beginning = Optional.of(executor.lead(term).subscribe().with(done -> begun(), failure -> {
                LOG.error("The journal of moves cannot be read; trying again.", failure);
                later(config.backOff().first(), this::begin);
            }));
        }

        private synchronized void begun() {
            if (ended) {
                executor.rest();
                return;
            }
            LOG.debugf("Moves go on, %s", term);
            looking.run();
            timing.add(timers.every(SAFETY_NET, looking::run));
            timing.add(timers.every(config.pollPeriod(), entering::run));
        }

        private synchronized void later(Duration delay, Runnable task) {
            if (!ended) {
                timing.add(timers.after(delay, task));
            }
        }

        synchronized void end() {
            ended = true;
            beginning.ifPresent(Cancellable::cancel);
            timing.forEach(Timers.Handle::cancel);
        }
    }

    /** Work that is asked for again and again: never two at once, and once more when it was asked for meanwhile. */
    private static final class Repeated {

        private final String what;
        private final Supplier<Uni<Void>> work;
        private final AtomicBoolean busy = new AtomicBoolean();
        private final AtomicBoolean again = new AtomicBoolean();

        Repeated(String what, Supplier<Uni<Void>> work) {
            this.what = what;
            this.work = work;
        }

        void run() {
            again.set(true);
            if (!busy.compareAndSet(false, true)) {
                return;
            }
            again.set(false);
            work.get().subscribe().with(done -> over(), failure -> {
                if (!(failure instanceof Deposed)) {
                    LOG.warnf(failure, "%s failed; it is tried again", what);
                }
                over();
            });
        }

        private void over() {
            busy.set(false);
            if (again.get()) {
                run();
            }
        }
    }
}
