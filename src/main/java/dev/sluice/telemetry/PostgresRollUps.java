package dev.sluice.telemetry;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Roll-ups in PostgreSQL, past Hibernate: a tick of ten thousand nodes is one statement. */
@Singleton
class PostgresRollUps implements RollUps {

    private static final String KEEP = """
            insert into roll_up (subject, seconds, at, points, figures)
            select subject, seconds, at, points, figures::real[]
            from unnest($1::text[], $2::int[], $3::timestamptz[], $4::int[], $5::text[])
                as t (subject, seconds, at, points, figures)
            on conflict (subject, seconds, at) do update
            set points = excluded.points, figures = excluded.figures
            where roll_up.points < excluded.points""";

    private static final String FORGET = "delete from roll_up where seconds = $1 and at < $2";

    private static final String EXTREMES = """
            select at, figures[$1] as low, figures[$2] as high from roll_up
            where subject = $3 and seconds = $4 and at >= $5 and at < $6 and figures[$1] is not null
            order by at""";

    private static final String MEANS = """
            select substr(subject, $1) as subject, at, figures[$2] as mean from roll_up
            where subject like $3 and seconds = $4 and at >= $5 and at < $6 and figures[$2] is not null
            order by at, subject""";

    private final Pool pool;

    PostgresRollUps(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> keep(List<RollUp> rollUps) {
        if (rollUps.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple columns = Tuple.of(
                rollUps.stream().map(RollUp::subject).toArray(String[]::new),
                rollUps.stream().map(r -> r.step().seconds()).toArray(Integer[]::new),
                rollUps.stream().map(r -> utc(r.at())).toArray(OffsetDateTime[]::new),
                rollUps.stream().map(RollUp::points).toArray(Integer[]::new),
                rollUps.stream().map(RollUp::literal).toArray(String[]::new));
        return pool.preparedQuery(KEEP).execute(columns).replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(RollUp.Step step, Instant before) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(step.seconds(), utc(before)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Points> extremes(String subject, int place, RollUp.Step step, Instant from, Instant to) {
        int low = place * RollUp.FIGURES + 1;
        int high = low + RollUp.FIGURES - 1;
        return pool.preparedQuery(EXTREMES)
                .execute(Tuple.of(low, high, subject, step.seconds(), utc(from), utc(to)))
                .map(rows -> points(rows, step));
    }

    @Override
    public Uni<List<Mean>> means(String kind, int place, RollUp.Step step, Instant from, Instant to) {
        String prefix = kind + '/';
        return pool.preparedQuery(MEANS)
                .execute(Tuple.of(
                        prefix.length() + 1,
                        place * RollUp.FIGURES + 2,
                        prefix + '%',
                        step.seconds(),
                        utc(from),
                        utc(to)))
                .map(rows -> rows.stream()
                        .map(row -> new Mean(
                                row.getString("subject"),
                                row.getOffsetDateTime("at").toInstant(),
                                row.getFloat("mean")))
                        .toList());
    }

    /** Two for each stretch, a quarter and three quarters in. */
    private static Points points(RowSet<Row> rows, RollUp.Step step) {
        long quarter = step.length().toMillis() / 4;
        List<double[]> found = new ArrayList<>();
        for (Row row : rows) {
            long at = row.getOffsetDateTime("at").toInstant().toEpochMilli();
            found.add(new double[] {at + quarter, row.getFloat("low")});
            found.add(new double[] {at + 3 * quarter, row.getFloat("high")});
        }
        return new Points(
                found.stream().mapToLong(p -> (long) p[0]).toArray(),
                found.stream().mapToDouble(p -> p[1]).toArray(),
                false);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
