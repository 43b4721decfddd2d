package dev.sluice.suggesting;

import dev.sluice.alerting.AlertBook;
import dev.sluice.alerting.Hints;
import dev.sluice.deciding.Decider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.ledger.Transactions;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.suggesting.Suggestions.Offer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Offers and decisions in PostgreSQL. */
@Singleton
class PostgresOffers implements OfferStore {

    /** Who acts when nobody does. */
    static final String SLUICE = "sluice";

    /** An approval that is older has come to its operation, or never will. */
    private static final Duration STARTING = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final AlertBook alerts;
    private final PlanningConfig config;

    @Inject
    PostgresOffers(Transactions transactions, AlertBook alerts, PlanningConfig config) {
        this.transactions = transactions;
        this.alerts = alerts;
        this.config = config;
    }

    @Override
    public Uni<List<Offer>> open() {
        return transactions.in(session -> session.createSelectionQuery(
                        "from SuggestionRow where state = :open order by number", SuggestionRow.class)
                .setParameter("open", Offer.State.OPEN)
                .getResultList()
                .map(PostgresOffers::offers));
    }

    @Override
    public Uni<List<Offer>> recent(int limit) {
        return transactions.in(
                session -> session.createSelectionQuery("from SuggestionRow order by number desc", SuggestionRow.class)
                        .setMaxResults(limit)
                        .getResultList()
                        .map(PostgresOffers::offers));
    }

    @Override
    public Uni<Optional<Offer>> find(String id) {
        return SuggestionRow.number(id)
                .map(number -> transactions.in(session -> session.find(SuggestionRow.class, number)
                        .map(row -> Optional.ofNullable(row).map(SuggestionRow::offer))))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    @Override
    public Uni<List<Pauses.Pause>> pauses(Instant now) {
        return transactions.in(session -> PostgresPauses.active(session, now));
    }

    @Override
    public Uni<Hints> hints(Instant now) {
        return alerts.hints(now);
    }

    @Override
    public Uni<Void> confirmed(Set<FrameworkId> frameworks, Instant now) {
        return alerts.confirmed(frameworks, now);
    }

    @Override
    public Uni<Map<Pair, Instant>> rejections(Instant since) {
        return transactions.in(session -> session.createSelectionQuery(
                        "from SuggestionRow where state = :rejected and endedAt > :since order by number",
                        SuggestionRow.class)
                .setParameter("rejected", Offer.State.REJECTED)
                .setParameter("since", since)
                .getResultList()
                .map(rows -> {
                    Map<Pair, Instant> rejections = new HashMap<>();
                    rows.forEach(r -> rejections.put(r.pair(), r.endedAt));
                    return rejections;
                }));
    }

    @Override
    public Uni<List<Offer>> apply(Changes changes) {
        return transactions.in(session -> Multi.createFrom()
                .iterable(changes.ends())
                .onItem()
                .transformToUniAndConcatenate(ending -> end(session, ending))
                .collect()
                .asList()
                .chain(() -> Multi.createFrom()
                        .iterable(changes.opens())
                        .onItem()
                        .transformToUniAndConcatenate(opening -> open(session, opening, changes))
                        .collect()
                        .asList()));
    }

    private Uni<Offer> open(Mutiny.Session session, Opening opening, Changes changes) {
        SuggestionRow row = SuggestionRow.of(opening.suggestion(), changes.at(), opening.expiresAt());
        return session.persist(row)
                // Flushed, as the decision's row names it.
                .chain(session::flush)
                .chain(() -> session.persist(decision("OPENED", row.number, changes.at(), SLUICE, changes.decision())))
                .replaceWith(row::offer);
    }

    @Override
    public Uni<Boolean> end(Ending ending) {
        return transactions.in(session -> end(session, ending));
    }

    private Uni<Boolean> end(Mutiny.Session session, Ending ending) {
        Long number = SuggestionRow.number(ending.offer().id()).orElseThrow();
        return session.createMutationQuery("update SuggestionRow set state = :state, endedAt = :at, actor = :actor,"
                        + " note = :note, body = :body where number = :number and state = :open")
                .setParameter("state", ending.state())
                .setParameter("at", ending.at())
                .setParameter("actor", ending.actor())
                .setParameter("note", ending.note())
                .setParameter(
                        "body",
                        SuggestionJson.write(ending.offer().suggestion()).encode())
                .setParameter("number", number)
                .setParameter("open", Offer.State.OPEN)
                .executeUpdate()
                .chain(ended -> ended == 0
                        ? Uni.createFrom().item(false)
                        : session.persist(decision(
                                        ending.state().name(), number, ending.at(), ending.actor(), ending.decision()))
                                .replaceWith(true));
    }

    @Override
    public Uni<Void> started(String id, OperationId operation) {
        return transactions
                .in(session -> session.createMutationQuery(
                                "update SuggestionRow set operation = :operation where number = :number")
                        .setParameter("operation", operation.number())
                        .setParameter("number", SuggestionRow.number(id).orElseThrow())
                        .executeUpdate())
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> reopen(String id) {
        return transactions
                .in(session -> session.createMutationQuery(
                                "update SuggestionRow set state = :open, endedAt = null, actor = null, note = null"
                                        + " where number = :number and state = :approved and operation is null")
                        .setParameter("open", Offer.State.OPEN)
                        .setParameter("approved", Offer.State.APPROVED)
                        .setParameter("number", SuggestionRow.number(id).orElseThrow())
                        .executeUpdate())
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> settleAbandoned(Instant at) {
        return transactions
                .in(session -> session.createMutationQuery(
                                "update SuggestionRow set state = :superseded, endedAt = :at, note = :note"
                                        + " where state = :approved and operation is null and endedAt <= :before")
                        .setParameter("superseded", Offer.State.SUPERSEDED)
                        .setParameter("approved", Offer.State.APPROVED)
                        .setParameter("at", at)
                        .setParameter("before", at.minus(STARTING))
                        .setParameter("note", "the server ended between the approval and the operation")
                        .executeUpdate())
                .replaceWithVoid();
    }

    private DecisionRow decision(String kind, Long suggestion, Instant at, String actor, Decider.Decision decision) {
        var row = new DecisionRow();
        row.at = at;
        row.kind = kind;
        row.suggestion = suggestion;
        row.actor = actor;
        row.inputs = DecisionJson.inputs(decision).encode();
        row.scores = DecisionJson.scores(decision).encode();
        row.thresholds = DecisionJson.thresholds(config).encode();
        row.outcome = DecisionJson.outcome(decision.outcome()).encode();
        return row;
    }

    private static List<Offer> offers(List<SuggestionRow> rows) {
        return rows.stream().map(SuggestionRow::offer).toList();
    }
}
