package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.ledger.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The journal in PostgreSQL; each method is one transaction. */
@Singleton
class JournalStore implements MoveJournal {

    private static final String UNIQUE_VIOLATION = "23505";

    private final Transactions transactions;

    JournalStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<OperationId> nextId() {
        return transactions.stateless(session -> session.createNativeQuery("select nextval('operation_id')", Long.class)
                .getSingleResult()
                .map(OperationId::of));
    }

    @Override
    public Uni<Void> open(Header header, List<Route> routes, Optional<OperationId> takesBack) {
        Object[] moves =
                routes.stream().map(r -> MoveRow.of(r, header.createdAt())).toArray();
        return transactions
                .stateless(session -> session.insert(OperationRow.of(header))
                        .chain(() -> session.insertAll(moves))
                        .chain(() -> takesBack
                                .map(ended -> clearWishes(session, ended))
                                .orElseGet(() -> Uni.createFrom().voidItem())))
                .onFailure(JournalStore::isUniqueViolation)
                .transform(f -> new NodeTaken("One of " + nodes(routes)
                        + " is in a running move already; wait for it, or undo that operation first."));
    }

    private static String nodes(List<Route> routes) {
        return routes.stream().map(r -> r.node().value()).collect(Collectors.joining(", "));
    }

    private static Uni<Void> clearWishes(Mutiny.StatelessSession session, OperationId operation) {
        return session.createMutationQuery(
                        "update MoveRow set wish = null, wishActor = null, wishReason = null where key.operation = :op")
                .setParameter("op", operation.number())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> append(Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
        return transactions
                .stateless(session -> session.insert(MoveEventRow.of(move, sequence, event))
                        .chain(() -> cache(session, move, after, granted)))
                .onFailure(JournalStore::isUniqueViolation)
                .transform(f -> new Overtaken("Event " + sequence + " of " + move.operation() + ", " + move.node()
                        + ", was written by somebody else."));
    }

    private static Uni<Void> cache(Mutiny.StatelessSession session, Route move, MoveState after, boolean granted) {
        String wish = granted ? ", wish = null, wishActor = null, wishReason = null" : "";
        return session.createMutationQuery(
                        "update MoveRow set state = :state, endedAt = :endedAt" + wish + " where key = :key")
                .setParameter("state", after.name())
                .setParameter("endedAt", after.ended() ? after.since() : null)
                .setParameter("key", key(move.operation(), move.node()))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static MoveRow.Key key(OperationId operation, NodeId node) {
        return new MoveRow.Key(operation.number(), node.value());
    }

    @Override
    public Uni<Void> wish(OperationId operation, Optional<NodeId> node, Wish wish) {
        String which = "key.operation = :op and (endedAt is null or (state = 'MOVED' and :undo = true))"
                + (node.isPresent() ? " and key.node = :node" : "");
        return transactions.stateless(session -> {
            var update = session.createMutationQuery(
                            "update MoveRow set wish = :wish, wishActor = :actor, wishReason = :reason where " + which)
                    .setParameter("wish", wish.kind())
                    .setParameter("actor", wish.actor())
                    .setParameter("reason", wish.reason())
                    .setParameter("op", operation.number())
                    .setParameter("undo", wish.kind() == Wish.Kind.UNDO);
            return node.map(n -> update.setParameter("node", n.value()))
                    .orElse(update)
                    .executeUpdate()
                    .replaceWithVoid();
        });
    }

    @Override
    public Uni<Void> dropWish(OperationId operation, NodeId node) {
        return transactions.stateless(session -> session.createMutationQuery(
                        "update MoveRow set wish = null, wishActor = null, wishReason = null where key = :key")
                .setParameter("key", key(operation, node))
                .executeUpdate()
                .replaceWithVoid());
    }

    @Override
    public Uni<List<Recorded>> running() {
        return transactions.stateless(
                session -> operations(
                        session,
                        "from OperationRow o where exists"
                                + " (select 1 from MoveRow m where m.key.operation = o.id and m.endedAt is null) order by o.id"));
    }

    @Override
    public Uni<List<Recorded>> toTakeBack() {
        return transactions.stateless(session -> operations(
                session,
                "from OperationRow o where not exists"
                        + " (select 1 from MoveRow m where m.key.operation = o.id and m.endedAt is null) and exists"
                        + " (select 1 from MoveRow m where m.key.operation = o.id and m.wish = 'UNDO' and m.state = 'MOVED')"
                        + " order by o.id"));
    }

    @Override
    public Uni<List<Recorded>> find(List<OperationId> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return transactions
                .stateless(session -> session.createSelectionQuery(
                                "from OperationRow where id in :ids", OperationRow.class)
                        .setParameter(
                                "ids", ids.stream().map(OperationId::number).toList())
                        .getResultList()
                        .chain(rows -> with(session, rows)))
                .map(found -> found.stream()
                        .sorted(Comparator.comparingInt(
                                o -> ids.indexOf(o.header().id())))
                        .toList());
    }

    @Override
    public Uni<List<OperationId>> recent(int limit) {
        return transactions.stateless(session -> session.createSelectionQuery(
                        "select o.id from OperationRow o order by case when exists"
                                + " (select 1 from MoveRow m where m.key.operation = o.id and m.endedAt is null)"
                                + " then 0 else 1 end, o.id desc",
                        Long.class)
                .setMaxResults(limit)
                .getResultList()
                .map(ids -> ids.stream().map(OperationId::of).toList()));
    }

    private static Uni<List<Recorded>> operations(Mutiny.StatelessSession session, String query) {
        return session.createSelectionQuery(query, OperationRow.class)
                .getResultList()
                .chain(rows -> with(session, rows));
    }

    /** Adds the moves and their events; three queries, whatever the number of operations. */
    private static Uni<List<Recorded>> with(Mutiny.StatelessSession session, List<OperationRow> operations) {
        if (operations.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        List<Long> ids = operations.stream().map(o -> o.id).toList();
        return session.createSelectionQuery(
                        "from MoveRow where key.operation in :ids order by key.operation, key.node", MoveRow.class)
                .setParameter("ids", ids)
                .getResultList()
                .chain(moves -> session.createSelectionQuery(
                                "from MoveEventRow where key.operation in :ids"
                                        + " order by key.operation, key.node, key.seq",
                                MoveEventRow.class)
                        .setParameter("ids", ids)
                        .getResultList()
                        .map(events -> assemble(operations, moves, events)));
    }

    private static List<Recorded> assemble(
            List<OperationRow> operations, List<MoveRow> moves, List<MoveEventRow> events) {
        Map<MoveRow.Key, List<MoveEvent>> byMove = events.stream()
                .collect(Collectors.groupingBy(
                        e -> new MoveRow.Key(e.key.operation(), e.key.node()),
                        Collectors.mapping(MoveEventRow::event, Collectors.toList())));
        Map<Long, List<RecordedMove>> byOperation = moves.stream()
                .collect(Collectors.groupingBy(
                        m -> m.key.operation(),
                        Collectors.mapping(
                                m -> new RecordedMove(
                                        m.route(), m.plannedAt, byMove.getOrDefault(m.key, List.of()), m.wish()),
                                Collectors.toList())));
        List<Recorded> recorded = new ArrayList<>();
        operations.forEach(o -> recorded.add(new Recorded(o.header(), byOperation.getOrDefault(o.id, List.of()))));
        return List.copyOf(recorded);
    }

    private static boolean isUniqueViolation(@Nullable Throwable failure) {
        return Stream.iterate(failure, f -> f != null, Throwable::getCause)
                .anyMatch(f -> f instanceof ConstraintViolationException c && UNIQUE_VIOLATION.equals(c.getSQLState()));
    }
}
