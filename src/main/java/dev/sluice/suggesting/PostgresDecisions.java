package dev.sluice.suggesting;

import dev.sluice.fleet.ledger.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Decisions in PostgreSQL, where {@link PostgresOffers} wrote them. */
@Singleton
class PostgresDecisions implements Decisions {

    private final Transactions transactions;

    @Inject
    PostgresDecisions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<List<Kept>> recent(Optional<Long> before, int limit) {
        return transactions.in(session -> session.createSelectionQuery(
                        "from DecisionRow where id < :before order by id desc", DecisionRow.class)
                .setParameter("before", before.orElse(Long.MAX_VALUE))
                .setMaxResults(limit)
                .getResultList()
                .map(rows -> rows.stream().map(PostgresDecisions::kept).toList()));
    }

    @Override
    public Uni<Optional<Kept>> find(long number) {
        return transactions.in(session -> session.find(DecisionRow.class, number)
                .map(row -> Optional.ofNullable(row).map(PostgresDecisions::kept)));
    }

    private static Kept kept(DecisionRow row) {
        return new Kept(
                row.id,
                row.at,
                row.kind,
                Optional.ofNullable(row.suggestion).map(number -> "s-" + number),
                row.actor,
                new JsonObject(row.inputs).getMap(),
                new JsonObject(row.scores).getMap(),
                new JsonObject(row.thresholds).getMap(),
                new JsonObject(row.outcome).getMap());
    }
}
