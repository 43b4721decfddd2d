package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.ledger.Transactions;
import dev.sluice.leading.Fence;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The journal in PostgreSQL; each method is one transaction. */
@Singleton
class JournalStore implements MoveJournal {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String NO_WISH = "wish = null, wish_actor = null, wish_reason = null, wish_seconds = null\n";

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
    public Uni<Void> open(Header header, List<Route> routes) {
        return transactions
                .stateless(session -> insert(session, header, routes))
                .onFailure(JournalStore::isUniqueViolation)
                .transform(f -> taken(routes));
    }

    @Override
    public Uni<Boolean> takeBack(Term term, OperationId ended, Header header, List<Route> routes) {
        return transactions
                .stateless(session -> clearWishes(session, term, "operation = :op", ended)
                        .executeUpdate()
                        .chain(cleared -> cleared == 0
                                ? Fence.check(session, term).replaceWith(false)
                                : insert(session, header, routes).replaceWith(true)))
                .onFailure(JournalStore::isUniqueViolation)
                .transform(f -> taken(routes));
    }

    private static Uni<Void> insert(Mutiny.StatelessSession session, Header header, List<Route> routes) {
        Object[] moves =
                routes.stream().map(r -> MoveRow.of(r, header.createdAt())).toArray();
        return session.insert(OperationRow.of(header)).chain(() -> session.insertAll(moves));
    }

    private static NodeTaken taken(List<Route> routes) {
        return new NodeTaken("One of " + nodes(routes)
                + " is in a running move already; wait for it, or undo that operation first.");
    }

    private static String nodes(List<Route> routes) {
        return routes.stream().map(r -> r.node().value()).collect(Collectors.joining(", "));
    }

    private static Mutiny.MutationQuery clearWishes(
            Mutiny.StatelessSession session, Term term, String which, OperationId operation) {
        return session.createNativeQuery(Fence.WITH + "update move set " + NO_WISH + Fence.FROM + "where " + which
                        + " and wish is not null")
                .setParameter(Fence.TERM, term.number())
                .setParameter("op", operation.number());
    }

    @Override
    public Uni<Void> append(Term term, Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
        return transactions
                .stateless(session ->
                        insert(session, term, move, sequence, event).chain(() -> cache(session, move, after, granted)))
                .onFailure(JournalStore::isUniqueViolation)
                .transform(f -> new Overtaken("Event " + sequence + " of " + move.operation() + ", " + move.node()
                        + ", was written by somebody else."));
    }

    private static Uni<Void> insert(
            Mutiny.StatelessSession session, Term term, Route move, int sequence, MoveEvent event) {
        return session.createNativeQuery(Fence.WITH + """
                        insert into move_event (operation, node, seq, kind, payload)
                        select cast(:op as bigint), cast(:node as text), cast(:seq as int), cast(:kind as text),
                            cast(cast(:payload as text) as jsonb)
                        """ + Fence.FROM)
                .setParameter(Fence.TERM, term.number())
                .setParameter("op", move.operation().number())
                .setParameter("node", move.node().value())
                .setParameter("seq", sequence)
                .setParameter("kind", EventJson.kind(event))
                .setParameter("payload", EventJson.write(event))
                .executeUpdate()
                .chain(inserted -> inserted == 1 ? Uni.createFrom().voidItem() : Fence.check(session, term));
    }

    private static Uni<Void> cache(Mutiny.StatelessSession session, Route move, MoveState after, boolean granted) {
        String wish = granted ? ", wish = null, wishActor = null, wishReason = null, wishSeconds = null" : "";
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
    public Uni<Void> wish(OperationId operation, List<NodeId> nodes, Wish wish) {
        return transactions.stateless(session -> session.createMutationQuery("""
                        update MoveRow set wish = :wish, wishActor = :actor, wishReason = :reason, wishSeconds = :seconds
                        where key.operation = :op and key.node in :nodes
                            and (endedAt is null or (state = 'MOVED' and :undo = true))""")
                .setParameter("wish", wish.control().kind())
                .setParameter("actor", wish.actor())
                .setParameter("reason", wish.reason())
                .setParameter(
                        "seconds", wish.control().by().map(Duration::toSeconds).orElse(null))
                .setParameter("op", operation.number())
                .setParameter("nodes", nodes.stream().map(NodeId::value).toList())
                .setParameter("undo", wish.isUndo())
                .executeUpdate()
                .replaceWithVoid());
    }

    @Override
    public Uni<Void> dropWish(Term term, OperationId operation, NodeId node) {
        return transactions.stateless(
                session -> clearWishes(session, term, "operation = :op and node = :node", operation)
                        .setParameter("node", node.value())
                        .executeUpdate()
                        .chain(cleared -> cleared == 1 ? Uni.createFrom().voidItem() : Fence.check(session, term)));
    }

    @Override
    public Uni<Asked> asked() {
        return transactions.stateless(session -> session.createSelectionQuery(
                        "select distinct key.operation from MoveRow where endedAt is null", Long.class)
                .getResultList()
                .chain(running -> session.createSelectionQuery(
                                "from MoveRow where wish is not null"
                                        + " and (endedAt is null or (state = 'MOVED' and wish = 'UNDO'))",
                                MoveRow.class)
                        .getResultList()
                        .map(wished -> asked(running, wished))));
    }

    private static Asked asked(List<Long> running, List<MoveRow> wished) {
        return new Asked(
                running.stream().map(OperationId::of).collect(Collectors.toSet()),
                wished.stream()
                        .map(m -> new AskedMove(
                                OperationId.of(m.key.operation()),
                                new NodeId(m.key.node()),
                                m.wish().orElseThrow()))
                        .toList());
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
