package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The one database: journal and ledger, with a view for each server process that goes over that process' link. */
final class SimDatabase {

    private final MemoryJournal journal;
    private final FakeLedger ledger;
    private final SimWatch watch;
    private final SimFlaws flaws;
    private Optional<Kill> kill = Optional.empty();

    /** The process that writes the next event is killed, just before or just after the commit. */
    record Kill(int appends, boolean kept) {}

    SimDatabase(MemoryJournal journal, FakeLedger ledger, SimWatch watch, SimFlaws flaws) {
        this.flaws = flaws;
        this.journal = journal;
        this.ledger = ledger;
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

    MoveJournal journalFor(SimLife life, SimLink link) {
        return new RemoteJournal(life, link);
    }

    Ledger ledgerFor(SimLink link) {
        return new RemoteLedger(link);
    }

    private final class RemoteJournal implements MoveJournal {
        private final SimLife life;
        private final SimLink link;

        RemoteJournal(SimLife life, SimLink link) {
            this.life = life;
            this.link = link;
        }

        @Override
        public Uni<OperationId> nextId() {
            return over(link, journal::nextId);
        }

        @Override
        public Uni<Void> open(Header header, List<Route> routes) {
            return over(link, () -> journal.open(header, routes));
        }

        @Override
        public Uni<Boolean> takeBack(Term term, OperationId ended, Header header, List<Route> routes) {
            return over(link, () -> journal.takeBack(term, ended, header, routes));
        }

        @Override
        public Uni<Void> append(
                Term term, Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
            return over(link, () -> {
                if (flaws.forgets(event)) {
                    return Uni.createFrom().voidItem();
                }
                Optional<Kill> now = kill.filter(k -> k.appends() <= 1 && !life.dead());
                kill = kill.map(k -> new Kill(k.appends() - 1, k.kept()));
                if (now.isEmpty()) {
                    return journal.append(term, move, sequence, event, after, granted);
                }
                disarm();
                life.die();
                return now.get().kept()
                        ? journal.append(term, move, sequence, event, after, granted)
                        : Uni.createFrom().nothing();
            });
        }

        @Override
        public Uni<Void> wish(OperationId operation, List<NodeId> nodes, Wish wish) {
            return over(link, () -> journal.wish(operation, nodes, wish));
        }

        @Override
        public Uni<Void> dropWish(Term term, OperationId operation, NodeId node) {
            return over(link, () -> journal.dropWish(term, operation, node));
        }

        @Override
        public Uni<Asked> asked() {
            return over(link, journal::asked);
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
        public Uni<Change> claim(Term term, Ownership expected, OperationId operation) {
            return change(l -> l.claim(term, expected, operation).invoke(c -> {
                if (c instanceof Change.Done) {
                    watch.claimed(expected, operation);
                }
            }));
        }

        @Override
        public Uni<Change> handOver(Term term, Ownership expected, Optional<FrameworkId> owner) {
            return change(l -> l.handOver(term, expected, owner));
        }

        @Override
        public Uni<Change> settle(Term term, Ownership expected) {
            return change(l -> l.settle(term, expected));
        }

        @Override
        public Uni<Change> mark(
                Term term,
                Ownership expected,
                Ownership.State state,
                Optional<FrameworkId> owner,
                Optional<String> note) {
            return change(l -> l.mark(term, expected, state, owner, note));
        }

        @Override
        public Uni<Change> decide(Ownership expected, Optional<FrameworkId> owner, String note) {
            return change(l -> l.decide(expected, owner, note));
        }

        @Override
        public Uni<Change> pin(Ownership expected, Optional<Pin> pin, String why) {
            return change(l -> l.pin(expected, pin, why));
        }

        @Override
        public Uni<List<Past>> history(NodeId node, int limit) {
            return over(link, () -> ledger.history(node, limit));
        }
    }
}
