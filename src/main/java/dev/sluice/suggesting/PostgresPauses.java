package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.ledger.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Pauses in PostgreSQL. */
@Singleton
class PostgresPauses implements Pauses {

    private static final String END = "update PauseRow set endedAt = :at, endedBy = :actor where endedAt is null"
            + " and until > :at and coalesce(framework, '') = :framework";

    private final Transactions transactions;
    private final Clock clock;

    @Inject
    PostgresPauses(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Uni<List<Pause>> active() {
        Instant now = clock.instant();
        return transactions.in(session -> active(session, now));
    }

    static Uni<List<Pause>> active(Mutiny.Session session, Instant now) {
        return session.createSelectionQuery(
                        "from PauseRow where endedAt is null and until > :now order by number", PauseRow.class)
                .setParameter("now", now)
                .getResultList()
                .map(rows -> rows.stream().map(PauseRow::pause).toList());
    }

    @Override
    public Uni<Pause> pause(Optional<FrameworkId> framework, Duration length, String reason, String actor) {
        Instant now = clock.instant();
        Pause pause = new Pause(framework, reason, actor, now, now.plus(length));
        return transactions.in(session -> end(session, framework, actor, now)
                .chain(() -> session.persist(PauseRow.of(pause)))
                .replaceWith(pause));
    }

    @Override
    public Uni<Boolean> resume(Optional<FrameworkId> framework, String actor) {
        Instant now = clock.instant();
        return transactions.in(session -> end(session, framework, actor, now).map(ended -> ended > 0));
    }

    private static Uni<Integer> end(
            Mutiny.Session session, Optional<FrameworkId> framework, String actor, Instant now) {
        return session.createMutationQuery(END)
                .setParameter("at", now)
                .setParameter("actor", actor)
                .setParameter("framework", framework.map(FrameworkId::value).orElse(""))
                .executeUpdate();
    }
}
