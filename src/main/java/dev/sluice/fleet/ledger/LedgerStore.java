package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
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
    public Uni<Change> claim(Ownership expected, OperationId operation) {
        require(expected, Ownership.State.SETTLED, "claimed");
        return change(expected, expected.owner(), Ownership.State.MOVING, Optional.of(operation), Optional.empty());
    }

    @Override
    public Uni<Change> handOver(Ownership expected, Optional<FrameworkId> owner) {
        require(expected, Ownership.State.MOVING, "handed over");
        return change(expected, owner, Ownership.State.MOVING, expected.operation(), Optional.empty());
    }

    @Override
    public Uni<Change> settle(Ownership expected) {
        require(expected, Ownership.State.MOVING, "settled");
        return change(expected, expected.owner(), Ownership.State.SETTLED, Optional.empty(), Optional.empty());
    }

    @Override
    public Uni<Change> mark(
            Ownership expected, Ownership.State state, Optional<FrameworkId> owner, Optional<String> note) {
        if (state == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " becomes MOVING by a claim only");
        }
        return change(expected, owner, state, Optional.empty(), note);
    }

    private Uni<Change> change(
            Ownership expected,
            Optional<FrameworkId> owner,
            Ownership.State state,
            Optional<OperationId> operation,
            Optional<String> note) {
        // PostgreSQL keeps microseconds; what is answered must be what is kept.
        Ownership next = new Ownership(
                expected.node(),
                owner,
                state,
                expected.epoch() + 1,
                operation,
                note,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return transactions.stateless(session -> update(session, expected, next)
                .chain(updated -> updated == 1
                        ? session.insert(LedgerHistoryRow.of(next)).replaceWith(new Change.Done(next))
                        : find(session, expected.node()).map(found -> found.<Change>map(Change.Outdated::new)
                                .orElseGet(() -> new Change.Unknown(expected.node())))));
    }

    private static Uni<Integer> update(Mutiny.StatelessSession session, Ownership expected, Ownership next) {
        return session.createMutationQuery("""
                        update LedgerRow set owner = :owner, state = :state, epoch = :epoch,
                            operation = :operation, note = :note, since = :since
                        where node = :node and owner is not distinct from :expectedOwner and epoch = :expectedEpoch""")
                .setParameter("owner", next.owner().map(FrameworkId::value).orElse(null))
                .setParameter("state", next.state())
                .setParameter("epoch", next.epoch())
                .setParameter(
                        "operation", next.operation().map(OperationId::value).orElse(null))
                .setParameter("note", next.note().orElse(null))
                .setParameter("since", next.since())
                .setParameter("node", next.node().value())
                .setParameter(
                        "expectedOwner",
                        expected.owner().map(FrameworkId::value).orElse(null))
                .setParameter("expectedEpoch", expected.epoch())
                .executeUpdate();
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
