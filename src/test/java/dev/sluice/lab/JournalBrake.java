package dev.sluice.lab;

import dev.sluice.server.ServerDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the server at chosen writes of its journal. All of it is in the database, as a trigger; the server is the packaged
 * one and knows of nothing.
 *
 * <p><b>Before a write</b> the trigger waits as long as the point is armed. Whoever is killed meanwhile, the write has not
 * been made.
 *
 * <p><b>After a write</b> the commit itself waits: for this one transaction it is synchronous to a standby that does not
 * exist. The write is on disk then, and nobody has been told. A session that is ended in that wait stays committed.
 */
final class JournalBrake implements AutoCloseable {

    private static final int BEFORE = 4711;
    private static final int AFTER = 4712;

    private final Path data;
    private Optional<Connection> connection = Optional.empty();

    /** @param data folder of the server */
    JournalBrake(Path data) {
        this.data = data;
    }

    /** A write that is held. */
    record Held(int point, int session) {}

    void install() {
        run("""
                create schema crash;
                create table crash.point (
                    id           int     primary key,
                    node         text    not null,
                    kind         text    not null,
                    step         text    not null,
                    after_commit boolean not null
                );
                create function crash.brake() returns trigger language plpgsql as $$
                declare
                    held record;
                begin
                    for held in select id, after_commit from crash.point
                            where node = new.node and kind = new.kind and step = new.payload ->> 'step'
                            order by after_commit loop
                        if held.after_commit then
                            perform pg_advisory_xact_lock(4712, held.id);
                            perform set_config('synchronous_commit', 'on', true);
                        else
                            perform pg_advisory_xact_lock(4711, held.id);
                            while exists (select from crash.point where id = held.id) loop
                                perform pg_sleep(0.02);
                            end loop;
                        end if;
                    end loop;
                    return new;
                end $$;
                create trigger brake before insert on move_event for each row execute function crash.brake();
                """);
        run("alter system set synchronous_commit = 'local'");
        run("alter system set synchronous_standby_names = 'nobody'");
        run("select pg_reload_conf()");
        LabFleet.await("the standby that does not exist to count", () -> query(
                        "show synchronous_standby_names", rows -> rows.getString(1))
                .equals(List.of("nobody")));
    }

    void arm(List<CrashPoint> points, List<String> nodes) {
        with(to -> {
            try (PreparedStatement insert = to.prepareStatement("insert into crash.point values (?, ?, ?, ?, ?)")) {
                for (CrashPoint point : points) {
                    insert.setInt(1, point.id());
                    insert.setString(2, nodes.get(point.node()));
                    insert.setString(3, point.kind());
                    insert.setString(4, point.step());
                    insert.setBoolean(5, point.after());
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
    }

    /** The points that are armed and were not reached yet, or are being held at. */
    List<Integer> armed() {
        return query("select id from crash.point order by id", rows -> rows.getInt(1));
    }

    /** The writes that are held now. */
    List<Held> held() {
        return query("""
                select l.objid, l.pid from pg_locks l
                    join pg_stat_activity a using (pid) join crash.point p on p.id = l.objid::bigint
                where l.locktype = 'advisory' and l.granted
                  and (l.classid = %d or (l.classid = %d and a.wait_event = 'SyncRep'))
                order by l.objid""".formatted(BEFORE, AFTER), rows -> new Held(rows.getInt(1), rows.getInt(2)));
    }

    /** Takes the points out and lets the writes before which there was waited go on. */
    void disarm(List<Integer> points) {
        run("delete from crash.point where id in ("
                + String.join(",", points.stream().map(String::valueOf).toList()) + ")");
    }

    /** Ends the sessions of a killed server that are held; what they had committed stays. */
    void endSessions(List<Held> held) {
        held.forEach(h -> query("select pg_terminate_backend(" + h.session() + ")", rows -> rows.getBoolean(1)));
        LabFleet.await("the end of the killed server's sessions", () -> held().stream()
                .noneMatch(h -> held.stream().anyMatch(o -> o.session() == h.session())));
    }

    /** How many events are in the journal. */
    long events() {
        return query("select count(*) from move_event", rows -> rows.getLong(1)).getFirst();
    }

    /** SIGKILL to PostgreSQL itself. */
    void killDatabase() {
        ProcessHandle postmaster =
                ProcessHandle.of(Long.parseLong(pidFile().getFirst().strip())).orElseThrow();
        postmaster.destroyForcibly();
        LabFleet.await("the database's death", () -> !postmaster.isAlive());
    }

    boolean databaseAnswers() {
        try {
            return armed().size() >= 0;
        } catch (IllegalStateException | UncheckedIOException down) {
            return false;
        }
    }

    // ---- SQL ----

    private interface Work<T> {
        T with(Connection to) throws SQLException;
    }

    private interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private void run(String sql) {
        with(to -> {
            try (Statement statement = to.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private <T> List<T> query(String sql, Reader<T> reader) {
        return with(to -> {
            List<T> found = new ArrayList<>();
            try (Statement statement = to.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        });
    }

    /** Connects anew after a failure, as the database may have been killed. */
    private <T> T with(Work<T> work) {
        try {
            return work.with(connection.isPresent() ? connection.get() : connect());
        } catch (SQLException e) {
            close();
            throw new IllegalStateException("The lab's database: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        try {
            Connection fresh = ServerDatabase.connect(data);
            connection = Optional.of(fresh);
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (SQLException gone) {
            // With its database; there is nothing left to close.
            return;
        } finally {
            connection = Optional.empty();
        }
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
