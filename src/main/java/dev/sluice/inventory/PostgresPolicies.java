package dev.sluice.inventory;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.inventory.Policies.Change;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Changes of policies in PostgreSQL. */
@Singleton
class PostgresPolicies implements PolicyStore {

    private static final String NEWEST =
            "select distinct on (framework) * from policy_change order by framework, version desc";

    private static final String CHANGES =
            "select * from policy_change where framework = $1 order by version desc limit $2";

    private static final String ADD = """
            insert into policy_change (framework, version, at, actor, reason, before, after)
            select $1::text, $2::integer, $3::timestamptz, $4::text, $5::text, $6::jsonb, $7::jsonb
            from policy_change where framework = $1::text
            having coalesce(max(version), 0) = $2::integer - 1
            on conflict do nothing""";

    private final Pool pool;

    @Inject
    PostgresPolicies(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<Change>> newest() {
        return pool.query(NEWEST).execute().map(PostgresPolicies::changes);
    }

    @Override
    public Uni<List<Change>> changes(FrameworkId framework, int limit) {
        return pool.preparedQuery(CHANGES)
                .execute(Tuple.of(framework.value(), limit))
                .map(PostgresPolicies::changes);
    }

    @Override
    public Uni<Boolean> add(Change change) {
        return pool.preparedQuery(ADD)
                .execute(Tuple.from(Arrays.asList(
                        change.framework().value(),
                        change.version(),
                        change.at().atOffset(ZoneOffset.UTC),
                        change.actor(),
                        change.reason(),
                        json(change.before()),
                        change.after().map(PostgresPolicies::json).orElse(null))))
                .map(added -> added.rowCount() == 1);
    }

    private static List<Change> changes(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(PostgresPolicies::change)
                .toList();
    }

    private static Change change(Row row) {
        return new Change(
                new FrameworkId(row.getString("framework")),
                row.getInteger("version"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("actor"),
                row.getString("reason"),
                policy(row.getJsonObject("before")),
                Optional.ofNullable(row.getJsonObject("after")).map(PostgresPolicies::policy));
    }

    private static JsonObject json(FrameworkPolicy policy) {
        return new JsonObject()
                .put("guarantee", policy.guarantee())
                .put("deserved", policy.deserved())
                .put("cap", policy.cap())
                .put("weight", policy.weight())
                .put("target", policy.target())
                .put("mode", policy.mode().name());
    }

    private static FrameworkPolicy policy(JsonObject json) {
        return new FrameworkPolicy(
                json.getInteger("guarantee"),
                json.getInteger("deserved"),
                json.getInteger("cap"),
                json.getDouble("weight"),
                json.getDouble("target"),
                FrameworkPolicy.Mode.valueOf(json.getString("mode")));
    }
}
