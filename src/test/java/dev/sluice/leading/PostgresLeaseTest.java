package dev.sluice.leading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.leading.Leadership.Standing;
import dev.sluice.server.PostgresResource;
import dev.sluice.time.Timers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several leases on one real PostgreSQL, in a database of their own: the server under test holds that of its own. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class PostgresLeaseTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Inject
    Vertx vertx;

    @Inject
    Timers timers;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private final String database = "lease_" + UUID.randomUUID().toString().replace("-", "");
    private final List<PostgresLease> started = new ArrayList<>();

    /** Remembers what it was told. */
    private static final class Told implements Duty {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void lead(Term term) {
            told.add("lead " + term.number());
        }

        @Override
        public void rest() {
            told.add("rest");
        }

        @Override
        public void look() {
            told.add("look");
        }
    }

    /** A process that can be stopped: its timers do not fire any more. */
    private final class Stoppable implements Timers {
        volatile boolean hangs;

        @Override
        public Handle after(Duration delay, Runnable task) {
            return timers.after(delay, () -> unlessItHangs(task));
        }

        @Override
        public Handle every(Duration period, Runnable task) {
            return timers.every(period, () -> unlessItHangs(task));
        }

        private void unlessItHangs(Runnable task) {
            if (!hangs) {
                task.run();
            }
        }
    }

    @BeforeEach
    void makeDatabase() throws SQLException, IOException {
        execute(jdbc(), "create database " + database);
        // The tables that the triggers of the migration stand on.
        execute(own(), "create table operation (id bigint)");
        execute(own(), "create table move (operation bigint, wish text)");
        execute(own(), "create table suggestion (state text)");
        execute(own(), Files.readString(Path.of("src/main/resources/db/migration/V6__leading.sql")));
    }

    @AfterEach
    void end() {
        started.forEach(PostgresLease::stop);
    }

    private String jdbc() {
        return "jdbc:" + url.replaceFirst("^vertx-reactive:", "");
    }

    private String own() {
        return jdbc().replaceFirst("/[^/]*$", "/" + database);
    }

    private void execute(String at, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(at, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PostgresLease lease(String name, Timers clockwork, Duty duty) {
        PgConnectOptions options = PgConnectOptions.fromUri(own().substring("jdbc:".length()))
                .setUser(user)
                .setPassword(password);
        PostgresLease lease = new PostgresLease(
                vertx, clockwork, new PostgresLease.Settings(options, TIMEOUT, name, System::nanoTime), List.of(duty));
        started.add(lease);
        lease.start();
        return lease;
    }

    private static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("it comes about within a minute").isBefore(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static boolean leads(PostgresLease lease) {
        return lease.standing() instanceof Standing.Leads;
    }

    @Test
    void oneLeadsAndTheOtherKnowsWhom() {
        // Given
        Told first = new Told();
        Told second = new Told();
        PostgresLease a = lease("a", timers, first);
        until(() -> leads(a));

        // When
        PostgresLease b = lease("b", timers, second);
        until(() -> b.standing() instanceof Standing.Follows f
                && f.leader().filter(l -> l.name().equals("a")).isPresent());

        // Then
        assertThat(first.told).containsExactly("lead 1");
        assertThat(second.told).isEmpty();

        // When
        a.stop();
        until(() -> leads(b));

        // Then
        assertThat(first.told).containsExactly("lead 1", "rest");
        assertThat(second.told).containsExactly("lead 2");
    }

    @Test
    void anotherTakesOverFromOneThatHangs() {
        // Given
        Told first = new Told();
        Told second = new Told();
        Stoppable process = new Stoppable();
        PostgresLease a = lease("a", process, first);
        until(() -> leads(a));
        PostgresLease b = lease("b", timers, second);

        // When
        process.hangs = true;
        until(() -> leads(b));

        // Then
        assertThat(second.told).containsExactly("lead 2");

        // When it goes on
        process.hangs = false;
        until(() -> a.standing() instanceof Standing.Follows);

        // Then
        assertThat(first.told).containsExactly("lead 1", "rest");
    }

    @Test
    void aWriteThatHangsHoldsUpTheTakeOverAndALateOneIsRefused() throws SQLException {
        // Given
        PostgresLease a = lease("a", timers, new Told());
        until(() -> leads(a));
        PostgresLease b = lease("b", timers, new Told());
        execute(own(), "create table written (what text)");
        String insert = Fence.WITH.replace(":term", "1") + "insert into written select 'by the first' " + Fence.FROM;

        // When the first ends in the middle of a write
        try (Connection writing = DriverManager.getConnection(own(), user, password);
                Statement statement = writing.createStatement()) {
            writing.setAutoCommit(false);
            assertThat(statement.executeUpdate(insert)).isEqualTo(1);
            a.stop();
            until(() -> waitsForALock());
            assertThat(leads(b)).isFalse();
            writing.commit();
        }
        until(() -> leads(b));

        // Then
        try (Connection late = DriverManager.getConnection(own(), user, password);
                Statement statement = late.createStatement()) {
            assertThat(statement.executeUpdate(insert)).isZero();
        }
    }

    private boolean waitsForALock() {
        try (Connection connection = DriverManager.getConnection(own(), user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database() and query like 'update leadership%'")) {
            return rows.next();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLeaderHearsOfWhatIsAskedElsewhere() throws SQLException {
        // Given
        Told told = new Told();
        PostgresLease a = lease("a", timers, told);
        until(() -> leads(a));

        // When
        execute(own(), "insert into operation values (1)");
        until(() -> told.told.contains("look"));
        execute(own(), "insert into move values (1, null); update move set wish = 'UNDO'");

        // Then
        until(() -> told.told.size() == 3);
        assertThat(told.told).containsExactly("lead 1", "look", "look");
    }

    @Test
    void onePersonsScriptCannotMakeASecondRow() {
        assertThatThrownBy(() -> execute(own(), "insert into leadership values (9, 'me', now())"))
                .hasMessageContaining("leadership_is_one");
    }

    @Test
    void aTimeoutThatCannotWorkIsRefused() {
        assertThatThrownBy(() -> new PostgresLease.Settings(
                        new PgConnectOptions(), Duration.ofMillis(100), "a", System::nanoTime))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.leading.timeout")
                .hasMessageContaining("from 2s to 60s");
    }
}
