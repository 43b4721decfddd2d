package dev.sluice.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chain of records in PostgreSQL. Callable from any thread; blocks none. */
@Singleton
public class AuditTrail {

    private static final String APPEND = "select audit_append($1, $2, $3, $4, $5, null, $6)";

    private static final String COLUMNS =
            "select number, at, actor, act, subject, origin, reason, before, after, previous, hash from audit_record ";

    private static final String AFTER = COLUMNS + "where number > $1 order by number limit $2";

    private static final String NEWEST = COLUMNS + """
            where ($1::bigint is null or number < $1) and ($2::text is null or actor = $2)
                and ($3::text is null or subject = $3) and ($4::text is null or act = $4 or act like $4 || '.%')
            order by number desc limit $5""";

    private final Pool pool;

    AuditTrail(Pool pool) {
        this.pool = pool;
    }

    /**
     * Which records to show.
     *
     * @param before only those with a smaller number
     * @param act the whole of it, or what stands before its point
     */
    public record Filter(
            @Nullable Long before,
            @Nullable String actor,
            @Nullable String subject,
            @Nullable String act) {}

    /** Appends what is not a change in the database. */
    public Uni<Void> append(String actor, String act, String subject, String origin, @Nullable String after) {
        return pool.preparedQuery(APPEND)
                .execute(Tuple.from(Arrays.asList(actor, act, subject, origin, "", after)))
                .replaceWithVoid();
    }

    /** The records after a number, in their order: the chain itself. */
    public Uni<List<AuditRecord>> after(long number, int limit) {
        return pool.preparedQuery(AFTER).execute(Tuple.of(number, limit)).map(AuditTrail::records);
    }

    /** The newest first. */
    public Uni<List<AuditRecord>> newest(Filter filter, int limit) {
        // PostgreSQL takes no U+0000 in a text, so no record has one.
        if (Stream.of(filter.actor(), filter.subject(), filter.act())
                .anyMatch(t -> t != null && t.indexOf('\0') >= 0)) {
            return Uni.createFrom().item(List.of());
        }
        return pool.preparedQuery(NEWEST)
                .execute(Tuple.of(filter.before(), filter.actor(), filter.subject(), filter.act(), limit))
                .map(AuditTrail::records);
    }

    private static List<AuditRecord> records(Iterable<Row> rows) {
        var records = new ArrayList<AuditRecord>();
        for (var row : rows) {
            records.add(new AuditRecord(
                    row.getLong("number"),
                    row.getOffsetDateTime("at").toInstant(),
                    row.getString("actor"),
                    row.getString("act"),
                    row.getString("subject"),
                    row.getString("origin"),
                    row.getString("reason"),
                    row.getString("before"),
                    row.getString("after"),
                    row.getString("previous"),
                    row.getString("hash")));
        }
        return List.copyOf(records);
    }
}
