package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.fleet.ledger.Ledger;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The one database: journal and ledger, with a view for each server process that goes over that process' link. */
final class SimDatabase {

    private final MemoryJournal journal;
    private final FakeLedger ledger;
    private final SimLease lease;
    private final SimWatch watch;
    private final SimFlaws flaws;
    private Optional<Kill> kill = Optional.empty();

    /** The process that writes the next event is killed, just before or just after the commit. */
    record Kill(int appends, boolean kept) {}

    SimDatabase(MemoryJournal journal, FakeLedger ledger, SimLease lease, SimWatch watch, SimFlaws flaws) {
        this.flaws = flaws;
        this.journal = journal;
        this.ledger = ledger;
        this.lease = lease;
        this.watch = watch;
        journal.afterAppend(watch::journalled);
    }

    void killAtAppend(int n, boolean kept) {
        kill = Optional.of(new Kill(n, kept));
    }

    void disarm() {
        kill = Optional.empty();
    }

    enum Failures implements SimLink.Failures {
        DATABASE;

        @Override
        public RuntimeException notSent() {
            return new IllegalStateException("no connection to the database");
        }

        @Override
        public RuntimeException notAnswered() {
            return new IllegalStateException("the connection to the database was lost");
        }
    }

    private static <T> Uni<T> over(SimLink link, Supplier<Uni<T>> effect) {
        return link.call(Failures.DATABASE, effect);
    }

    /** @param term under which the process writes */
    MoveJournal journalFor(SimLife life, SimLink link, LongSupplier term) {
        return new RemoteJournal(life, link, term);
    }

    Ledger ledgerFor(SimLink link) {
        return new RemoteLedger(link);
    }

    private final class RemoteJournal implements MoveJournal {
        private final SimLife life;
        private final SimLink link;
        private final LongSupplier term;

        RemoteJournal(SimLife life, SimLink link, LongSupplier term) {
            this.life = life;
            this.link = link;
            this.term = term;
        }

        @Override
        public Uni<OperationId> nextId() {
            return over(link, journal::nextId);
        }

        @Override
        public Uni<Void> open(Header header, List<Route> routes, Optional<OperationId> takesBack) {
            return over(link, () -> journal.open(header, routes, takesBack));
        }

        @Override
        public Uni<Void> append(Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
            long writes = term.getAsLong();
            return over(link, () -> {
                if (flaws.forgets(event)) {
                    return Uni.createFrom().voidItem();
                }
                if (!lease.isCurrent(writes)) {
                    return Uni.createFrom().failure(new IllegalStateException("another process has taken over"));
                }
                Optional<Kill> now = kill.filter(k -> k.appends() <= 1 && !life.dead());
                kill = kill.map(k -> new Kill(k.appends() - 1, k.kept()));
                if (now.isEmpty()) {
                    return journal.append(move, sequence, event, after, granted);
                }
                disarm();
                life.die();
                return now.get().kept()
                        ? journal.append(move, sequence, event, after, granted)
                        : Uni.createFrom().nothing();
            });
        }

        @Override
        public Uni<Void> wish(OperationId operation, Optional<NodeId> node, Wish wish) {
            return over(link, () -> journal.wish(operation, node, wish));
        }

        @Override
        public Uni<Void> dropWish(OperationId operation, NodeId node) {
            return over(link, () -> journal.dropWish(operation, node));
        }

        @Override
        public Uni<List<Recorded>> running() {
            return over(link, journal::running);
        }

        @Override
        public Uni<List<Recorded>> toTakeBack() {
            return over(link, journal::toTakeBack);
        }

        @Override
        public Uni<List<Recorded>> find(List<OperationId> ids) {
            return over(link, () -> journal.find(ids));
        }

        @Override
        public Uni<List<OperationId>> recent(int limit) {
            return over(link, () -> journal.recent(limit));
        }
    }

    private final class RemoteLedger implements Ledger {
        private final SimLink link;

        RemoteLedger(SimLink link) {
            this.link = link;
        }

        private Uni<Change> change(Function<Ledger, Uni<Change>> how) {
            return over(link, () -> how.apply(ledger).invoke(change -> {
                if (change instanceof Change.Done done) {
                    watch.touched(done.now().node());
                }
            }));
        }

        @Override
        public Uni<List<Ownership>> all() {
            return over(link, ledger::all);
        }

        @Override
        public Uni<Optional<Ownership>> find(NodeId node) {
            return over(link, () -> ledger.find(node));
        }

        @Override
        public Uni<Ownership> enter(NodeId node, Optional<FrameworkId> owner) {
            return over(link, () -> ledger.enter(node, owner));
        }

        @Override
        public Uni<Change> claim(Ownership expected, OperationId operation) {
            return change(l -> l.claim(expected, operation).invoke(c -> {
                if (c instanceof Change.Done) {
                    watch.claimed(expected, operation);
                }
            }));
        }

        @Override
        public Uni<Change> handOver(Ownership expected, Optional<FrameworkId> owner) {
            return change(l -> l.handOver(expected, owner));
        }

        @Override
        public Uni<Change> settle(Ownership expected) {
            return change(l -> l.settle(expected));
        }

        @Override
        public Uni<Change> mark(
                Ownership expected, Ownership.State state, Optional<FrameworkId> owner, Optional<String> note) {
            return change(l -> l.mark(expected, state, owner, note));
        }
    }
}
