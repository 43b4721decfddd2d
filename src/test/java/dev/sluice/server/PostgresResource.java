package dev.sluice.server;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The embedded PostgreSQL for tests, in {@code target/test-postgres}, with a fresh and empty database at every start:
 * {@code @WithTestResource(PostgresResource.class)} beside {@code @QuarkusTest}.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable DataFolder folder;
    private @Nullable EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        DataFolder held = firstFree();
        folder = held;
        EmbeddedPostgres started = EmbeddedPostgres.start(held.path().resolve("postgres"));
        postgres = started;
        String database = "test_" + UUID.randomUUID().toString().replace("-", "");
        replaceDatabases(started, database);
        Map<String, String> properties = new HashMap<>(started.datasource(database));
        properties.put("sluice.data", held.path().toString());
        return properties;
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
            postgres = null;
        }
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }

    /** Another run of the tests may be under way in this checkout. */
    private static DataFolder firstFree() {
        for (int n = 1; ; n++) {
            try {
                return DataFolder.open(Path.of("target", n == 1 ? "test-postgres" : "test-postgres-" + n)
                        .toAbsolutePath());
            } catch (StartFailure e) {
                if (n == 9) {
                    throw e;
                }
            }
        }
    }

    /** Makes {@code database} and drops those that earlier runs left. */
    private static void replaceDatabases(EmbeddedPostgres postgres, String database) {
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + postgres.database();
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            List<String> left = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("select datname from pg_database where datname like 'test\\_%'")) {
                while (rows.next()) {
                    left.add(rows.getString(1));
                }
            }
            for (String name : left) {
                statement.execute("drop database " + name + " with (force)");
            }
            statement.execute("create database " + database);
        } catch (SQLException e) {
            throw new IllegalStateException("The test database cannot be made", e);
        }
    }
}
