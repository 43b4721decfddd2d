package dev.sluice.audit;

import dev.sluice.server.PostgresResource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.flywaydb.core.Flyway;

/**
 * What the audit trail costs: transactions that each change the owner of one node, with the trail's triggers and without,
 * by one writer and by eight: {@code ./sluice bench audit}.
 */
public final class AuditBench {

    private static final int EACH = 400;

    private AuditBench() {}

    public static void main(String[] arguments) throws Exception {
        var resource = new PostgresResource();
        var settings = resource.start();
        try {
            Flyway.configure()
                    .dataSource(
                            settings.get("quarkus.datasource.jdbc.url"),
                            settings.get("quarkus.datasource.username"),
                            settings.get("quarkus.datasource.password"))
                    .load()
                    .migrate();
            // Warm.
            run(settings, 8);
            for (var writers : new int[] {1, 8}) {
                var with = run(settings, writers);
                switchTriggers(settings, "disable");
                var without = run(settings, writers);
                switchTriggers(settings, "enable");
                System.out.printf(
                        Locale.ROOT,
                        "%d writers: %.0f transactions/s with the trail, %.0f without (%.2f times)%n",
                        writers,
                        with,
                        without,
                        without / with);
            }
            try (var connection = open(settings);
                    var rows = connection
                            .createStatement()
                            .executeQuery(
                                    "select count(*), pg_total_relation_size('audit_record') from audit_record")) {
                rows.next();
                System.out.printf(
                        Locale.ROOT,
                        "%,d records, %d bytes each with their indexes%n",
                        rows.getLong(1),
                        rows.getLong(2) / rows.getLong(1));
            }
        } finally {
            resource.stop();
        }
    }

    private static double run(Map<String, String> settings, int writers)
            throws InterruptedException, ExecutionException {
        List<Callable<Void>> work = new ArrayList<>();
        for (var writer = 0; writer < writers; writer++) {
            var node = "n" + System.nanoTime() + "-" + writer;
            work.add(() -> {
                write(settings, node);
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(writers)) {
            var began = System.nanoTime();
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
            return writers * (EACH + 1) / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static void write(Map<String, String> settings, String node) throws SQLException {
        try (var connection = open(settings);
                var insert = connection.prepareStatement(
                        "insert into ledger values (?, 'yarn', 'SETTLED', 0, null, 'first seen', now())");
                var update = connection.prepareStatement(
                        "update ledger set epoch = epoch + 1, owner = ?, note = 'settled by the bench' where node = ?")) {
            insert.setString(1, node);
            insert.execute();
            for (var n = 0; n < EACH; n++) {
                update.setString(1, n % 2 == 0 ? "spark" : "yarn");
                update.setString(2, node);
                update.execute();
            }
        }
    }

    private static void switchTriggers(Map<String, String> settings, String how) throws SQLException {
        try (var connection = open(settings);
                var statement = connection.createStatement()) {
            statement.execute("alter table ledger " + how + " trigger user");
        }
    }

    private static Connection open(Map<String, String> settings) throws SQLException {
        return DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
    }
}
