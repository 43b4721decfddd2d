package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    /** Starts the server, writes a row, says so and waits to be killed. */
    static final class Victim {
        public static void main(String[] args) throws Exception {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]));
            sql(postgres, "create table note(line text)");
            sql(postgres, "insert into note values ('kept')");
            System.out.println("written");
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    @Test
    void outlivesTheKilledProcessIsAdoptedAndKeepsItsRows(@TempDir Path folder) throws Exception {
        // Given: a process that started it and was killed with -9
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = victim.inputReader()) {
            assertThat(out.readLine()).isEqualTo("written");
        } finally {
            victim.destroyForcibly();
            assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        String orphan = postmaster(folder);

        // When
        try (EmbeddedPostgres adopted = EmbeddedPostgres.start(folder)) {

            // Then: the same server, not a second one
            assertThat(postmaster(folder)).isEqualTo(orphan);
            assertThat(first(adopted, "select line from note")).isEqualTo("kept");
        }
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();

        // And: a start from cold finds the row too, durable and private
        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(first(again, "select line from note")).isEqualTo("kept");
            assertThat(first(again, "show fsync")).isEqualTo("on");
            assertThat(first(again, "show data_checksums")).isEqualTo("on");
            assertThat(first(again, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(first(again, "show unix_socket_directories")).isEmpty();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> connect(again, "wrong").close()).hasMessageContaining("password");
        }
    }

    @Test
    void startsAgainOnTheSamePortWhenTheServerDies(@TempDir Path folder) throws Exception {
        // Given
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            String before = postmaster(folder);

            // When
            ProcessHandle.of(Long.parseLong(before)).orElseThrow().destroyForcibly();

            // Then
            String answer = null;
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (answer == null && System.nanoTime() < end) {
                try {
                    answer = postmaster(folder).equals(before) ? null : first(postgres, "select 'back'");
                } catch (SQLException | IOException e) {
                    Thread.sleep(100);
                }
            }
            assertThat(answer).isEqualTo("back");
        }
    }

    @Test
    void saysWhichVersionMadeTheFolder(@TempDir Path folder) throws IOException {
        // Given
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/PG_VERSION"), "9\n");

        // When // Then
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("was made by PostgreSQL 9")
                .hasMessageContaining("--data");
    }

    private static String postmaster(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0);
    }

    private static Connection connect(EmbeddedPostgres postgres, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + postgres.database(),
                postgres.user(),
                password);
    }

    private static void sql(EmbeddedPostgres postgres, String text) throws SQLException {
        try (Connection connection = connect(postgres, postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static String first(EmbeddedPostgres postgres, String query) throws SQLException {
        try (Connection connection = connect(postgres, postgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
