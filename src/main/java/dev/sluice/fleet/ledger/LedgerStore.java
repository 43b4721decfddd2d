package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.leading.Fence;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The ledger in PostgreSQL. Each change is one conditional update, so the database arbitrates; its row of history is written
 * in the same transaction.
 */
@Singleton
class LedgerStore implements Ledger {

    private final Transactions transactions;
    private final Clock clock;

    LedgerStore(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Uni<List<Ownership>> all() {
        return transactions.stateless(
                session -> session.createSelectionQuery("from LedgerRow order by node", LedgerRow.class)
                        .getResultList()
                        .map(rows -> rows.stream()
                                .map(LedgerRow::ownership)
                                .sorted(Comparator.comparing(Ownership::node))
                                .toList()));
    }

    @Override
    public Uni<Optional<Ownership>> find(NodeId node) {
        return transactions.stateless(session -> find(session, node));
    }

    @Override
    public Uni<Ownership> enter(NodeId node, Optional<FrameworkId> owner) {
        Ownership entered = new Ownership(
                node, owner, Ownership.State.SETTLED, 1, Optional.empty(), Optional.empty(), clock.instant());
        return transactions.stateless(session -> session.createMutationQuery("""
                        insert into LedgerRow (node, owner, state, epoch, since)
                        values (:node, :owner, :state, 1, :since)
                        on conflict (node) do nothing""")
                .setParameter("node", node.value())
                .setParameter("owner", owner.map(FrameworkId::value).orElse(null))
                .setParameter("state", entered.state())
                .setParameter("since", entered.since())
                .executeUpdate()
                .chain(inserted -> inserted == 1
                        ? session.insert(LedgerHistoryRow.of(entered))
                        : Uni.createFrom().voidItem())
                .chain(() -> find(session, node))
                .map(found -> found.orElseThrow(() -> new IllegalStateException("ledger: " + node + " was not kept"))));
    }

    @Override
    public Uni<Change> claim(Term term, Ownership expected, OperationId operation) {
        require(expected, Ownership.State.SETTLED, "claimed");
        return change(
                Optional.of(term),
                expected,
                expected.next(
                        expected.owner(), Ownership.State.MOVING, Optional.of(operation), Optional.empty(), now()));
    }

    @Override
    public Uni<Change> handOver(Term term, Ownership expected, Optional<FrameworkId> owner) {
        require(expected, Ownership.State.MOVING, "handed over");
        return change(
                Optional.of(term),
                expected,
                expected.next(owner, Ownership.State.MOVING, expected.operation(), Optional.empty(), now()));
    }

    @Override
    public Uni<Change> settle(Term term, Ownership expected) {
        require(expected, Ownership.State.MOVING, "settled");
        return change(
                Optional.of(term),
                expected,
                expected.next(expected.owner(), Ownership.State.SETTLED, Optional.empty(), Optional.empty(), now()));
    }

    @Override
    public Uni<Change> mark(
            Term term, Ownership expected, Ownership.State state, Optional<FrameworkId> owner, Optional<String> note) {
        if (state == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " becomes MOVING by a claim only");
        }
        return change(Optional.of(term), expected, expected.next(owner, state, Optional.empty(), note, now()));
    }

    @Override
    public Uni<Change> decide(Ownership expected, Optional<FrameworkId> owner, String note) {
        if (expected.state() == Ownership.State.MOVING) {
            throw new IllegalArgumentException(
                    "ledger: " + expected.node() + " is MOVING, which its operation alone ends");
        }
        return change(
                Optional.empty(),
                expected,
                expected.next(owner, Ownership.State.SETTLED, Optional.empty(), Optional.of(note), now()));
    }

    @Override
    public Uni<Change> pin(Ownership expected, Optional<Pin> pin, String why) {
        if (expected.state() == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " is MOVING and cannot be pinned");
        }
        Ownership next = expected.pinned(pin);
        return change(Optional.empty(), expected, next, LedgerHistoryRow.of(next, Optional.of(why), now()));
    }

    @Override
    public Uni<List<Past>> history(NodeId node, int limit) {
        return transactions.stateless(session -> session.createSelectionQuery(
                        "from LedgerHistoryRow where key.node = :node order by key.epoch desc", LedgerHistoryRow.class)
                .setParameter("node", node.value())
                .setMaxResults(limit)
                .getResultList()
                .map(rows -> rows.stream().map(LedgerHistoryRow::past).toList()));
    }

    /** PostgreSQL keeps microseconds; what is answered must be what is kept. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Uni<Change> change(Optional<Term> term, Ownership expected, Ownership next) {
        return change(term, expected, next, LedgerHistoryRow.of(next));
    }

    /** @param term under which a leader writes; empty for a person's word */
    private Uni<Change> change(Optional<Term> term, Ownership expected, Ownership next, LedgerHistoryRow history) {
        return transactions.stateless(session -> update(session, term, expected, next)
                .chain(updated -> updated == 1
                        ? session.insert(history).replaceWith(new Change.Done(next))
                        : refused(session, term, expected)));
    }

    private static Uni<Integer> update(
            Mutiny.StatelessSession session, Optional<Term> term, Ownership expected, Ownership next) {
        var update = session.createNativeQuery(
                        (term.isPresent() ? Fence.WITH : "") + """
                        update ledger
                        set owner = cast(:owner as text), state = :state, epoch = :epoch,
                            operation = cast(:operation as text), note = cast(:note as text), since = :since,
                            pin_actor = cast(:pinActor as text), pin_reason = cast(:pinReason as text),
                            pinned_at = cast(:pinnedAt as timestamptz)
                        """ + (term.isPresent() ? Fence.FROM : "") + """
                        where node = :node and owner is not distinct from cast(:expectedOwner as text)
                            and epoch = :expectedEpoch""")
                .setParameter("owner", next.owner().map(FrameworkId::value).orElse(null))
                .setParameter("state", next.state().name())
                .setParameter("epoch", next.epoch())
                .setParameter(
                        "operation", next.operation().map(OperationId::value).orElse(null))
                .setParameter("note", next.note().orElse(null))
                .setParameter("since", next.since())
                .setParameter("pinActor", next.pin().map(Pin::actor).orElse(null))
                .setParameter("pinReason", next.pin().map(Pin::reason).orElse(null))
                .setParameter("pinnedAt", next.pin().map(Pin::since).orElse(null))
                .setParameter("node", next.node().value())
                .setParameter(
                        "expectedOwner",
                        expected.owner().map(FrameworkId::value).orElse(null))
                .setParameter("expectedEpoch", expected.epoch());
        return term.map(t -> update.setParameter(Fence.TERM, t.number()))
                .orElse(update)
                .executeUpdate();
    }

    private static Uni<Change> refused(Mutiny.StatelessSession session, Optional<Term> term, Ownership expected) {
        return term.map(t -> Fence.check(session, t))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .chain(() -> find(session, expected.node()))
                .map(found ->
                        found.<Change>map(Change.Outdated::new).orElseGet(() -> new Change.Unknown(expected.node())));
    }

    private static Uni<Optional<Ownership>> find(Mutiny.StatelessSession session, NodeId node) {
        return session.createSelectionQuery("from LedgerRow where node = :node", LedgerRow.class)
                .setParameter("node", node.value())
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(LedgerRow::ownership));
    }

    private static void require(Ownership expected, Ownership.State state, String what) {
        if (expected.state() != state) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " is " + expected.state()
                    + " and cannot be " + what + "; only a node that is " + state + " can");
        }
    }
}
