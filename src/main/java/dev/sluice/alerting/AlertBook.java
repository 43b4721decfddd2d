package dev.sluice.alerting;

import dev.sluice.alerting.Alert.Key;
import dev.sluice.alerting.Alert.Status;
import dev.sluice.alerting.Episode.Outcome;
import dev.sluice.fleet.FrameworkId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Deliveries, episodes, hints and storms in PostgreSQL, past Hibernate: however many alerts come, a step is one statement. */
@Singleton
public class AlertBook {

    private static final String KEEP = "insert into alert_delivery (received_at, alerts) values ($1, $2)";

    /** Two leaders that overlap for a moment take turns. */
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(7265348190)";

    private static final String WAITING =
            "select number, received_at, alerts from alert_delivery order by number limit $1";

    private static final String DONE = "delete from alert_delivery where number = any($1)";

    /** What is resolved stays so, whatever comes after it. */
    private static final String ENTER = """
            insert into alert_episode as e (source, fingerprint, starts_at, state, ends_at, labels, summary,
                                            first_seen, last_seen, seen)
            select source, fingerprint, starts_at, state, ends_at, labels, summary, first_seen, last_seen, seen
            from jsonb_to_recordset($1::jsonb)
                as t (source text, fingerprint text, starts_at timestamptz, state text, ends_at timestamptz, labels jsonb,
                      summary text, first_seen timestamptz, last_seen timestamptz, seen integer)
            on conflict (source, fingerprint, starts_at) do update
            set seen = e.seen + excluded.seen,
                last_seen = greatest(e.last_seen, excluded.last_seen),
                state = case when e.state = 'RESOLVED' then e.state else excluded.state end,
                ends_at = coalesce(e.ends_at, excluded.ends_at)""";

    private static final String LIFT = """
            update alert_episode
            set verdict = case when verdict = 'HINTED' then 'LIFTED' else 'OVER' end,
                why = why || case when verdict = 'HINTED' then ' The alert is resolved, so the hint is lifted.'
                                  else ' It was resolved before it could cause anything.' end,
                hint_until = case when verdict = 'HINTED' then $1 end,
                next_at = case when verdict = 'HINTED' then next_at end
            where state = 'RESOLVED'
              and (verdict in ('NEW', 'HELD_OFF', 'NO_DATA') or verdict = 'HINTED' and hint_until > $1)""";

    private static final String TO_JUDGE = """
            select number, labels from alert_episode
            where state = 'FIRING' and verdict in ('NEW', 'HELD_OFF', 'NO_DATA') and (next_at is null or next_at <= $1)
            order by starts_at, source, fingerprint limit $2""";

    private static final String NEWEST = """
            select distinct on (policy, framework) policy, framework, action, baseline, nodes, hint_from, hint_until
            from alert_episode where hint_from is not null
            order by policy, framework, hint_from desc, hint_until desc""";

    private static final String JUDGED = """
            update alert_episode e
            set verdict = t.verdict, why = t.why, policy = t.policy, framework = t.framework, action = t.action,
                baseline = t.baseline, nodes = t.nodes, hint_from = t.hint_from, hint_until = t.hint_until,
                next_at = t.next_at
            from jsonb_to_recordset($1::jsonb)
                as t (number bigint, verdict text, why text, policy text, framework text, action text, baseline integer,
                      nodes integer, hint_from timestamptz, hint_until timestamptz, next_at timestamptz)
            where e.number = t.number""";

    private static final String IN_EFFECT = """
            select distinct on (policy, framework) policy, framework, action, baseline, nodes, hint_from, hint_until
            from alert_episode where hint_until > $1 and verdict = 'HINTED'
            order by policy, framework, hint_until desc""";

    private static final String STORM =
            "select tripped_at, until, episodes from alert_storm where until > $1 order by number desc limit 1";

    private static final String NEW_SINCE = "select count(*) as episodes from alert_episode where first_seen > $1";

    private static final String GO_ON =
            "update alert_storm set until = $1, episodes = greatest(episodes, $2) where until > $3";

    private static final String TRIP = "insert into alert_storm (tripped_at, until, episodes) values ($3, $1, $2)";

    private static final String FORGET = "delete from alert_episode where last_seen < $1";

    private static final String SELECT = "select * from alert_episode ";

    private static final String RECENT = SELECT + """
            where number < $1
              and ($2::text is null or state = $2)
              and ($3::text is null or framework = $3)
              and ($4::text is null or concat_ws(' ', labels, summary, fingerprint, why, policy) ilike $4)
            order by number desc limit $5""";

    /** A sender names a node by a label, alone or with a port. */
    private static final String ABOUT = SELECT + """
            where starts_at > $1
              and (framework = $2 or exists (select from jsonb_each_text(labels) l where split_part(l.value, ':', 1) = $3))
            order by number desc limit $4""";

    private static final String CONFIRM = """
            update alert_episode set confirmed_at = $1
            where verdict = 'HINTED' and hint_until > $1 and action = 'RAISE' and confirmed_at is null
              and framework = any($2)""";

    private final Pool pool;
    private final AlertMetrics metrics;

    @Inject
    AlertBook(Pool pool, AlertMetrics metrics) {
        this.pool = pool;
        this.metrics = metrics;
    }

    /** Keeps a notification for later: one insert, after which it is never lost. */
    Uni<Void> keep(List<Alert> alerts, Instant receivedAt) {
        JsonArray all = new JsonArray();
        alerts.forEach(alert -> all.add(AlertJson.of(alert)));
        return pool.preparedQuery(KEEP).execute(Tuple.of(utc(receivedAt), all)).replaceWithVoid();
    }

    /** What alerts hint at now. */
    public Uni<Hints> hints(Instant now) {
        return pool.preparedQuery(IN_EFFECT)
                .execute(Tuple.of(utc(now)))
                .map(rows -> list(rows, AlertBook::hint))
                .chain(inEffect -> storm(now).map(storm -> new Hints(inEffect, storm)))
                .invoke(hints -> metrics.storm(hints.storm().isPresent()));
    }

    private Uni<Optional<Storm>> storm(Instant now) {
        return pool.preparedQuery(STORM).execute(Tuple.of(utc(now))).map(rows -> list(rows, AlertBook::storm).stream()
                .findFirst());
    }

    /**
     * Which episodes are wanted.
     *
     * @param before only those with a smaller number
     * @param firing only those that fire, or only those that do not
     * @param framework only those with a hint for it
     * @param words only those that have them in their labels, summary, policy or reason
     */
    public record Wanted(
            Optional<Long> before, Optional<Boolean> firing, Optional<String> framework, Optional<String> words) {

        public static final Wanted ALL =
                new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Episodes, newest first. */
    public Uni<List<Episode>> recent(Wanted wanted, int limit) {
        return pool.preparedQuery(RECENT)
                .execute(Tuple.of(
                        wanted.before().orElse(Long.MAX_VALUE),
                        wanted.firing()
                                .map(fires -> (fires ? Status.FIRING : Status.RESOLVED).name())
                                .orElse(null),
                        wanted.framework().orElse(null),
                        wanted.words()
                                .map(words -> "%" + words.replaceAll("([\\\\%_])", "\\\\$1") + "%")
                                .orElse(null),
                        limit))
                .map(rows -> list(rows, AlertBook::episode));
    }

    /** Episodes that began after {@code since} and whose hint was for {@code framework} or that name {@code node}, newest first. */
    public Uni<List<Episode>> about(String node, @Nullable String framework, Instant since, int limit) {
        return pool.preparedQuery(ABOUT)
                .execute(Tuple.of(utc(since), framework, node, limit))
                .map(rows -> list(rows, AlertBook::episode));
    }

    /** Notes that the metrics of these frameworks confirm what alerts ask for. */
    public Uni<Void> confirmed(Set<FrameworkId> frameworks, Instant now) {
        return pool.preparedQuery(CONFIRM)
                .execute(Tuple.of(
                        utc(now), frameworks.stream().map(FrameworkId::value).toArray(String[]::new)))
                .replaceWithVoid();
    }

    public Uni<Optional<Episode>> find(long number) {
        return pool.preparedQuery(SELECT + "where number = $1")
                .execute(Tuple.of(number))
                .map(rows -> list(rows, AlertBook::episode).stream().findFirst());
    }

    /** One step of the keeper: all of it or nothing. */
    <T> Uni<T> step(Function<Step, Uni<T>> work) {
        return pool.withTransaction(
                connection -> connection.query(ONE_AT_A_TIME).execute().chain(() -> work.apply(new Step(connection))));
    }

    /** What the keeper does within a transaction. */
    record Step(SqlConnection connection) {

        /** Makes episodes of the oldest deliveries; answers how many deliveries. */
        Uni<Integer> enter(int limit) {
            return connection
                    .preparedQuery(WAITING)
                    .execute(Tuple.of(limit))
                    .chain(rows -> rows.size() == 0
                            ? Uni.createFrom().item(0)
                            : connection
                                    .preparedQuery(ENTER)
                                    .execute(Tuple.of(folded(rows)))
                                    .chain(() -> connection
                                            .preparedQuery(DONE)
                                            .execute(Tuple.of(list(rows, r -> r.getLong("number"))
                                                    .toArray(Long[]::new))))
                                    .replaceWith(rows.size()));
        }

        /** Lifts the hints of what is resolved. */
        Uni<Void> lift(Instant now) {
            return connection.preparedQuery(LIFT).execute(Tuple.of(utc(now))).replaceWithVoid();
        }

        /** The labels of firing episodes that wait to be considered, by number, oldest first. */
        Uni<Map<Long, Map<String, String>>> toJudge(Instant now, int limit) {
            return connection
                    .preparedQuery(TO_JUDGE)
                    .execute(Tuple.of(utc(now), limit))
                    .map(rows -> {
                        Map<Long, Map<String, String>> labels = new LinkedHashMap<>();
                        rows.forEach(row -> labels.put(row.getLong("number"), AlertJson.labels(row)));
                        return labels;
                    });
        }

        /** The last hint of each policy for each framework. */
        Uni<List<Hint>> newest() {
            return connection.preparedQuery(NEWEST).execute().map(rows -> list(rows, AlertBook::hint));
        }

        Uni<Void> judged(Map<Long, Outcome> outcomes) {
            JsonArray all = new JsonArray();
            outcomes.forEach((number, outcome) -> all.add(AlertJson.of(number, outcome)));
            return connection.preparedQuery(JUDGED).execute(Tuple.of(all)).replaceWithVoid();
        }

        /** How many episodes were first heard of since then. */
        Uni<Integer> newSince(Instant since) {
            return connection
                    .preparedQuery(NEW_SINCE)
                    .execute(Tuple.of(utc(since)))
                    .map(rows -> rows.iterator().next().getLong("episodes").intValue());
        }

        /** Begins a storm, or has the one that goes on last longer; true when it has begun. */
        Uni<Boolean> storm(Instant now, Duration rest, int episodes) {
            Tuple values = Tuple.of(utc(now.plus(rest)), episodes, utc(now));
            return connection
                    .preparedQuery(GO_ON)
                    .execute(values)
                    .chain(gone -> gone.rowCount() > 0
                            ? Uni.createFrom().item(false)
                            : connection.preparedQuery(TRIP).execute(values).replaceWith(true));
        }

        Uni<Void> forget(Instant before) {
            return connection
                    .preparedQuery(FORGET)
                    .execute(Tuple.of(utc(before)))
                    .replaceWithVoid();
        }
    }

    /** One row for each episode: a statement may not touch a row twice. */
    private static JsonArray folded(RowSet<Row> deliveries) {
        Map<Key, JsonObject> episodes = new LinkedHashMap<>();
        for (Row delivery : deliveries) {
            Instant receivedAt = delivery.getOffsetDateTime("received_at").toInstant();
            for (Object json : delivery.get(JsonArray.class, "alerts")) {
                Alert alert = AlertJson.alert((JsonObject) json);
                episodes.merge(alert.key(), AlertJson.episode(alert, receivedAt), AlertBook::merged);
            }
        }
        return new JsonArray(List.copyOf(episodes.values()));
    }

    private static JsonObject merged(JsonObject first, JsonObject second) {
        JsonObject merged =
                first.copy().put("last_seen", second.getString("last_seen")).put("seen", first.getInteger("seen") + 1);
        return Status.RESOLVED.name().equals(second.getString("state"))
                ? merged.put("state", second.getString("state")).put("ends_at", second.getString("ends_at"))
                : merged;
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> each) {
        return StreamSupport.stream(rows.spliterator(), false).map(each).toList();
    }

    private static Hint hint(Row row) {
        return AlertJson.hint(row).orElseThrow();
    }

    private static Storm storm(Row row) {
        return new Storm(
                row.getOffsetDateTime("tripped_at").toInstant(),
                row.getOffsetDateTime("until").toInstant(),
                row.getInteger("episodes"));
    }

    private static Episode episode(Row row) {
        return AlertJson.episode(row);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
