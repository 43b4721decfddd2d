package dev.sluice.reconciling;

import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Deposed;
import dev.sluice.leading.Duty;
import dev.sluice.leading.Term;
import dev.sluice.reconciling.Suspicions.Change;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks at the picture again and again while this server leads, and writes into the ledger what it holds for true. */
@Singleton
final class Reconciler implements Duty {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Inventory inventory;
    private final Ledger ledger;
    private final Timers timers;
    private final Clock clock;
    private final ReconcilingConfig config;

    private @Nullable OneAtATime<List<Change>> looks;
    private Timers.Handle first = () -> {};
    private Timers.Handle timer = () -> {};

    @Inject
    Reconciler(Inventory inventory, Ledger ledger, Timers timers, Clock clock, ReconcilingConfig config) {
        this.inventory = inventory;
        this.ledger = ledger;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
        Duration period = config.period();
        if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("sluice.reconciling.period is " + period + ": it must be from 1s to 1m");
        }
    }

    @Override
    public synchronized void lead(Term term) {
        rest();
        Suspicions suspicions = new Suspicions(config.lostAfter());
        OneAtATime<List<Change>> now =
                new OneAtATime<>(timers, LIMIT, () -> look(term, suspicions), Reconciler::tell, Reconciler::failed);
        looks = now;
        // Soon, as a new leader knows nothing; not at once, as the frameworks have to be read first.
        first = timers.after(config.period().dividedBy(6), now::run);
        timer = timers.every(config.period(), now::run);
    }

    @Override
    public synchronized void rest() {
        first.cancel();
        timer.cancel();
        if (looks != null) {
            looks.stop();
            looks = null;
        }
    }

    private Uni<List<Change>> look(Term term, Suspicions suspicions) {
        List<Change> changes =
                suspicions.look(Reconciliation.of(inventory.current(), clock.instant()), clock.instant());
        return Multi.createFrom()
                .iterable(changes)
                .onItem()
                .transformToUniAndConcatenate(change -> ledger.mark(
                                term, change.row(), change.state(), change.row().owner(), change.note())
                        .map(done -> new Marked(change, done instanceof Ledger.Change.Done)))
                .filter(Marked::done)
                .map(Marked::change)
                .collect()
                .asList();
    }

    /** Somebody may have been faster; then the next look sees what has become of the node. */
    private record Marked(Change change, boolean done) {}

    private static void tell(List<Change> changes) {
        for (Change change : changes) {
            if (change.note().isPresent()) {
                LOG.warnf(
                        "%s is %s: %s",
                        change.row().node(), change.state(), change.note().get());
            } else {
                LOG.infof("%s is %s again", change.row().node(), change.state());
            }
        }
    }

    private static void failed(Throwable failure) {
        if (!(failure instanceof Deposed)) {
            LOG.warnf("The ledger cannot be held against the fleet now, it is tried again: %s", failure);
        }
    }
}
