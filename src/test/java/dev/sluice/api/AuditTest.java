package dev.sluice.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.view.AuditView;
import dev.sluice.audit.AuditTrail;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class AuditTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Tokens tokens;

    @Inject
    DataSource database;

    @Inject
    AuditTrail trail;

    @Inject
    ObjectMapper json;

    @Test
    void anActIsRecordedWithWhoWhatFromWhereAndWhatChanged() throws Exception {
        // Given
        var name = add();

        // When
        admin("root")
                .contentType(ContentType.JSON)
                .body(Map.of("role", "operator"))
                .put("/api/users/" + name + "/role")
                .then()
                .statusCode(200);

        // Then
        var changed = chain().stream()
                .filter(r -> r.act().equals("user.changed") && r.subject().equals(name))
                .toList();
        assertThat(changed).singleElement().satisfies(record -> {
            assertThat(record.actor()).isEqualTo("root");
            assertThat(record.before()).isEqualTo("{\"role\": \"viewer\"}");
            assertThat(record.after()).isEqualTo("{\"role\": \"operator\"}");
        });
        assertThat(chain()).anySatisfy(record -> {
            assertThat(record.act()).isEqualTo("request");
            assertThat(record.actor()).isEqualTo("root");
            assertThat(record.subject()).isEqualTo("PUT /api/users/" + name + "/role");
            assertThat(record.origin()).isEqualTo("127.0.0.1");
            assertThat(record.after()).isEqualTo("{\"status\":200}");
        });
    }

    @Test
    void whatIsRefusedIsRecordedToo() throws Exception {
        // When
        admin("vera", "viewer").post("/api/suggestions/s-12/approve").then().statusCode(403);

        // Then
        assertThat(chain()).anySatisfy(record -> {
            assertThat(record.actor()).isEqualTo("vera");
            assertThat(record.subject()).isEqualTo("POST /api/suggestions/s-12/approve");
            assertThat(record.after()).isEqualTo("{\"status\":403}");
        });
    }

    @Test
    void noSecretAndNoHashOfOneIsRecorded() throws Exception {
        // When
        add();
        admin("root")
                .contentType(ContentType.JSON)
                .body(Map.of("name", "t", "role", "viewer", "days", 1, "service", "prober"))
                .post("/api/tokens");

        // Then
        for (var record : chain()) {
            assertThat(record.before() + record.after()).doesNotContain("argon2", "secret_hash", "token_hash", "slc_");
        }
    }

    @Test
    void aPlanAndItsMovesAreRecordedByTheDatabaseItself() throws Exception {
        // Given: written past every code that could forget to record
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into suggestion values (901, 'yarn', 'spark', 'OPEN', now(), now(), null, null, null, null, '{"a": 1}')""");
            statement.execute(
                    "update suggestion set state = 'APPROVED', ended_at = now(), actor = 'ada' where number = 901");
            statement.execute("insert into ledger values ('n901', 'yarn', 'SETTLED', 1, null, null, now())");
            statement.execute("""
                    update ledger set epoch = 2, pin_actor = 'ada', pin_reason = 'r', pinned_at = now(), note = 'pinned by ada: r'
                    where node = 'n901'""");
            statement.execute("""
                    update ledger set epoch = 3, pin_actor = null, pin_reason = null, pinned_at = null,
                    note = 'unpinned by bob: done' where node = 'n901'""");
            statement.execute(
                    "update ledger set epoch = 4, state = 'LOST', note = 'nobody vouches' where node = 'n901'");
        }

        // Then
        var acts = chain().stream()
                .filter(r -> r.subject().equals("s-901") || r.subject().equals("n901"))
                .map(r -> r.actor() + " " + r.act())
                .toList();
        assertThat(acts)
                .containsExactly(
                        "sluice suggestion.open",
                        "ada suggestion.approved",
                        "sluice node.settled",
                        "ada node.changed",
                        "bob node.changed",
                        "sluice node.lost");
    }

    @Test
    void whatIsRolledBackHasNoRecord() throws Exception {
        // When
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into ledger values ('n902', 'yarn', 'SETTLED', 1, null, null, now())");
            connection.rollback();
        }

        // Then
        assertThat(chain()).noneMatch(r -> r.subject().equals("n902"));
    }

    @Test
    void manyAtOnceMakeOneChainWithoutGaps() throws Exception {
        // Given
        var before = chain().size();
        List<Callable<Void>> writers = new ArrayList<>();
        for (var writer = 0; writer < 8; writer++) {
            var who = "writer-" + writer;
            writers.add(() -> {
                for (var n = 0; n < 25; n++) {
                    await(trail.append(who, "test", "n" + n, "", "{\"n\":" + n + "}"));
                }
                return null;
            });
        }

        // When
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(writers)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }

        // Then
        var chain = chain();
        assertThat(chain.size()).isGreaterThanOrEqualTo(before + 200);
        assertThat(broken(chain)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"update audit_record set actor = 'nobody'", "delete from audit_record", "truncate audit_record"})
    void theTrailCannotBeChanged(String tampering) throws Exception {
        add();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(tampering)).hasMessageContaining("append-only");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_record set actor = 'mallory' where number = 3",
                "update audit_record set after = null where number = 3 and after is not null",
                "update audit_record set at = at + interval '1 microsecond' where number = 3",
                "update audit_record set reason = subject, subject = reason where number = 3",
                "delete from audit_record where number = 3"
            })
    void whatASuperuserChangesIsFoundAndNamed(String tampering) throws Exception {
        // Given
        add();
        assertThat(broken(chain())).isZero();

        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            pastTheTriggers(connection, tampering);

            // Then
            assertThat(broken(chain(connection))).isEqualTo(3);

            // Not kept: the chain goes on for the tests to come.
            connection.rollback();
        }
    }

    @Test
    void thePageShowsItToAdminsOnly() {
        var name = add();
        admin("root")
                .accept(ContentType.HTML)
                .get("/history/audit?subject=" + name)
                .then()
                .statusCode(200)
                .body(containsString("user.made"));
        admin("olaf", "operator")
                .accept(ContentType.HTML)
                .get("/history/audit")
                .then()
                .statusCode(403);
        admin("root")
                .get("/api/audit?act=user&subject=" + name)
                .then()
                .statusCode(200)
                .body("act", hasItem("user.made"));
        admin("root").get("/api/audit?limit=0").then().statusCode(400);
    }

    private String add() {
        var name = "audited-" + NUMBER.incrementAndGet();
        admin("root")
                .contentType(ContentType.JSON)
                .body(Map.of("name", name, "role", "viewer", "password", "correct horse battery"))
                .post("/api/users")
                .then()
                .statusCode(200);
        return name;
    }

    private io.restassured.specification.RequestSpecification admin(String name) {
        return admin(name, "admin");
    }

    private io.restassured.specification.RequestSpecification admin(String name, String role) {
        return tokens.as(name, role);
    }

    /** The whole chain, as it is exported. */
    private List<AuditView> chain() throws IOException {
        var records = new ArrayList<AuditView>();
        var token = tokens.make("auditor", "admin");
        while (true) {
            var after = records.isEmpty() ? 0 : records.getLast().number();
            var lines = given().header("Authorization", "Bearer " + token)
                    .get("/api/audit/export?after=" + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            if (lines.isEmpty()) {
                return records;
            }
            for (var line : lines.lines().toList()) {
                records.add(json.readValue(line, AuditView.class));
            }
        }
    }

    /** The same as a transaction sees it. */
    private static List<AuditView> chain(Connection connection) throws SQLException {
        var records = new ArrayList<AuditView>();
        try (var rows = connection.createStatement().executeQuery("select * from audit_record order by number")) {
            while (rows.next()) {
                records.add(new AuditView(
                        rows.getLong("number"),
                        rows.getObject("at", java.time.OffsetDateTime.class).toInstant(),
                        rows.getString("actor"),
                        rows.getString("act"),
                        rows.getString("subject"),
                        rows.getString("origin"),
                        rows.getString("reason"),
                        rows.getString("before"),
                        rows.getString("after"),
                        rows.getString("previous"),
                        rows.getString("hash")));
            }
        }
        return records;
    }

    /** The number of the first record that is not as it must be; 0 for none. */
    private static long broken(List<AuditView> chain) {
        var number = 0L;
        var hash = AuditView.BEGINNING;
        for (var record : chain) {
            number++;
            if (record.number() != number
                    || !record.previous().equals(hash)
                    || !record.computed().equals(record.hash())) {
                return number;
            }
            hash = record.hash();
        }
        return 0;
    }

    private static void pastTheTriggers(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local session_replication_role = replica");
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
