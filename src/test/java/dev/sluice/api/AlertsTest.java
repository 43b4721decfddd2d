package dev.sluice.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts from the post to what they cause, on a real PostgreSQL. */
@QuarkusTest
@TestProfile(AlertsTest.Profile.class)
@WithTestResource(PostgresResource.class)
class AlertsTest {

    private static final String SECRET = "a secret for tests only";
    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    @Inject
    Tokens tokens;

    @Inject
    DataSource database;

    /** The fleet of {@link Samples}, with a policy for Spark and a secret for Grafana. */
    public static final class Profile implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(FakeInventory.class, FakeSuggestions.class, FakeOperations.class, FakeNodes.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.security.context-file", "target/alerts-test/context.json",
                    "sluice.alerting.period", "100ms",
                    "sluice.alerting.storm.episodes", "200",
                    "sluice.alerting.grafana.secret-file", secretFile().toString(),
                    "sluice.alerting.grafana.timestamp-header", "X-Time",
                    "sluice.alerting.policies.quiet.match.alertname", "Quiet",
                    "sluice.alerting.policies.quiet.framework-label", "framework",
                    "sluice.alerting.policies.quiet.action", "hold");
        }

        private static Path secretFile() {
            try {
                Path file = Path.of("target", "alerts-test", "secret").toAbsolutePath();
                Files.createDirectories(file.getParent());
                return Files.writeString(file, SECRET + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void repeatsTwinsAndWholeGroupsAreOneEpisode() {
        // Given
        String print = print();
        JsonObject other = firing(print());
        // When it comes twice, from a twin, and in a group that has grown
        send(firing(print));
        send(firing(print));
        send(firing(print), firing(print));
        send(firing(print), other);
        // Then
        JsonPath episode = await(print, e -> e.getInt("seen") == 5);
        assertThat(episode.getString("state")).isEqualTo("FIRING");
        assertThat(episode.getString("verdict")).isEqualTo("NO_POLICY");
        assertThat(count(print)).isOne();
    }

    @Test
    void whatIsResolvedStaysSoWhateverComesLater() {
        // Given
        String print = print();
        // When the resolved one comes first
        send(resolved(print));
        await(print, e -> e.getString("verdict").equals("OVER"));
        send(firing(print));
        // Then
        JsonPath episode = await(print, e -> e.getInt("seen") == 2);
        assertThat(episode.getString("state")).isEqualTo("RESOLVED");
        assertThat(episode.getString("verdict")).isEqualTo("OVER");
    }

    @Test
    void anAlertThatFiresAgainIsANewEpisode() {
        // Given
        String print = print();
        send(firing(print));
        send(firing(print).put("startsAt", START.plusSeconds(60).toString()));
        // Then
        await(print, e -> count(print) == 2);
    }

    @Test
    void resolvedLiftsTheHintAndTheNextOneWaits() {
        // Given
        String print = print();
        send(quiet(firing(print)));
        JsonPath hinted = await(print, e -> e.getString("verdict").equals("HINTED"));
        assertThat(hinted.getString("hint.framework")).isEqualTo("yarn");
        assertThat(hinted.getString("hint.action")).isEqualTo("HOLD");
        assertThat(hinted.getBoolean("hint.inEffect")).isTrue();
        // When
        send(quiet(resolved(print)));
        // Then
        JsonPath lifted = await(print, e -> e.getString("verdict").equals("LIFTED"));
        assertThat(lifted.getBoolean("hint.inEffect")).isFalse();
        assertThat(lifted.getString("why")).endsWith("The alert is resolved, so the hint is lifted.");
        // And when it fires again
        String again = print();
        send(quiet(firing(again)));
        // Then
        JsonPath held = await(again, e -> e.getString("verdict").equals("HELD_OFF"));
        assertThat(held.getString("nextAt")).isEqualTo(lifted.getString("nextAt"));
    }

    @Test
    void aStormTripsOnceHoweverManyComeAndIsSaid() {
        // When 2,000 alerts come as 10,000, in notifications of a hundred
        String run = print();
        for (int round = 0; round < 5; round++) {
            for (int group = 0; group < 20; group++) {
                List<JsonObject> alerts = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    alerts.add(firing(run + "-" + (group * 100 + i)));
                }
                send(alerts.toArray(JsonObject[]::new));
            }
        }
        // Then
        for (int i = 0; i < 2000; i += 500) {
            await(run + "-" + i, e -> e.getInt("seen") == 5);
        }
        assertThat(sql("select count(*) from alert_episode where fingerprint like '" + run + "-%'"))
                .isEqualTo(2000);
        assertThat(sql("select count(*) from alert_delivery")).isZero();
        assertThat(sql("select count(*) from alert_storm")).isOne();
        viewer().get("/api/alerts?limit=1")
                .then()
                .body("storm.sentence", containsString("nothing is done without approval"))
                .body("episodes.size()", equalTo(1));
        tokens.as("peter", "sender").get("/metrics").then().body(containsString("sluice_alert_storm 1.0"));
    }

    @Test
    void theListIsFilteredAndAPageFollowsAnother() {
        // Given
        String run = print();
        send(firing(run + "-1%"), firing(run + "-2"), resolved(run + "-3"));
        await(run + "-1%", e -> e.getString("verdict").equals("NO_POLICY"));
        await(run + "-3", e -> e.getString("verdict").equals("OVER"));
        // Then
        list(run, "").body("episodes", hasSize(3));
        list(run, "&state=firing").body("episodes", hasSize(2));
        list(run, "&state=resolved").body("episodes", hasSize(1));
        list(run + "-1%25", "").body("episodes", hasSize(1));
        list("1%25-" + run, "").body("episodes", hasSize(0));
        list(run, "&framework=yarn").body("episodes", hasSize(0));
        int newest = list(run, "&limit=1").extract().path("episodes[0].id");
        list(run, "&before=" + newest).body("episodes", hasSize(2));
        viewer().get("/api/alerts?state=late").then().statusCode(400).body("code", equalTo("bad-state"));
    }

    private ValidatableResponse list(String words, String more) {
        return viewer().urlEncodingEnabled(false)
                .get("/api/alerts?q=" + words + more)
                .then()
                .statusCode(200);
    }

    @Test
    void whatCannotBeKeptIsToBeSentAgain() throws Exception {
        // Given
        String print = print();
        RequestSpecification sender = sender();
        sender.body(body(firing(print())))
                .post("/api/alerts/alertmanager")
                .then()
                .statusCode(202);
        execute("alter table alert_delivery rename to alert_delivery_away");
        try {
            // When
            sender.body(body(firing(print)))
                    .post("/api/alerts/alertmanager")
                    .then()
                    // Then
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .contentType("application/problem+json")
                    .body("code", equalTo("database-away"));
        } finally {
            execute("alter table alert_delivery_away rename to alert_delivery");
        }
        // And when it is sent again
        send(firing(print));
        // Then
        await(print, e -> e.getInt("seen") == 1);
    }

    @Test
    void whoCannotBeCheckedIsToComeAgain() throws Exception {
        // Given
        String token = tokens.make("late", "sender");
        execute("alter table credential rename to credential_away");
        try {
            given().header("Authorization", "Bearer " + token)
                    .contentType(ContentType.JSON)
                    .body(body(firing(print())))
                    .post("/api/alerts/alertmanager")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("code", equalTo("database-away"));
        } finally {
            execute("alter table credential_away rename to credential");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void grafanaSignsInsteadOfAToken(String method) throws Exception {
        // Given
        String print = print();
        String body = grafana(firing(print));
        String stamp = Long.toString(Instant.now().getEpochSecond());
        // Then
        signed(stamp, sign(stamp + ":" + body), body, method).statusCode(202);
        signed(stamp, sign(body), body, method).statusCode(401);
        signed("1", sign("1:" + body), body, method).statusCode(401);
        given().contentType(ContentType.JSON)
                .body(body)
                .request(method, "/api/alerts/grafana")
                .then()
                .statusCode(401);
        assertThat(await(print, e -> true).getString("source")).isEqualTo("GRAFANA");
    }

    @ParameterizedTest
    @CsvSource({
        "sender, alertmanager, 202",
        "operator, alertmanager, 202",
        "admin, alertmanager, 202",
        "viewer, alertmanager, 403",
        "agent, alertmanager, 403",
        "sender, grafana, 202",
        "viewer, grafana, 403"
    })
    void whoMaySend(String role, String receiver, int status) {
        tokens.as("someone", role)
                .contentType(ContentType.JSON)
                .body(body(firing(print())))
                .post("/api/alerts/" + receiver)
                .then()
                .statusCode(status);
    }

    @Test
    void aBadBodyIsAProblem() {
        sender().body("{\"version\":\"4\"}")
                .post("/api/alerts/alertmanager")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad-body"))
                .body("detail", containsString("no list 'alerts'"));
        viewer().get("/api/alerts/999999999").then().statusCode(404).body("code", equalTo("unknown-alert"));
        viewer().get("/api/alerts?limit=0").then().statusCode(400).body("code", equalTo("bad-limit"));
    }

    // --- senders

    private void send(JsonObject... alerts) {
        sender().body(body(alerts))
                .post("/api/alerts/alertmanager")
                .then()
                .statusCode(202)
                .body("alerts", equalTo(alerts.length));
    }

    private ValidatableResponse signed(String stamp, String signature, String body, String method) {
        return given().header("X-Time", stamp)
                .header("X-Grafana-Alerting-Signature", signature)
                .contentType(ContentType.JSON)
                .body(body)
                .request(method, "/api/alerts/grafana")
                .then();
    }

    private static String sign(String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    private static String body(JsonObject... alerts) {
        return new JsonObject()
                .put("version", "4")
                .put("status", "firing")
                .put("notification_reason", "first_notification")
                .put("alerts", new JsonArray(List.of(alerts)))
                .encode();
    }

    private static String grafana(JsonObject alert) {
        return new JsonObject()
                .put("version", "1")
                .put("orgId", 1)
                .put("alerts", new JsonArray().add(alert))
                .encode();
    }

    private static JsonObject firing(String print) {
        return new JsonObject()
                .put("status", "firing")
                .put("labels", new JsonObject().put("alertname", "Test"))
                .put("annotations", new JsonObject())
                .put("startsAt", START.toString())
                .put("endsAt", "0001-01-01T00:00:00Z")
                .put("fingerprint", print);
    }

    private static JsonObject resolved(String print) {
        return firing(print)
                .put("status", "resolved")
                .put("endsAt", START.plusSeconds(300).toString());
    }

    private static JsonObject quiet(JsonObject alert) {
        return alert.put("labels", new JsonObject().put("alertname", "Quiet").put("framework", "yarn"));
    }

    private static String print() {
        return UUID.randomUUID().toString();
    }

    private RequestSpecification sender() {
        return given().header("Authorization", "Bearer " + senderToken()).contentType(ContentType.JSON);
    }

    private String token = "";

    private String senderToken() {
        if (token.isEmpty()) {
            token = tokens.make("alertmanager", "sender");
        }
        return token;
    }

    private RequestSpecification viewer() {
        return tokens.as("vera", "viewer");
    }

    // --- what came of it

    private JsonPath await(String print, Predicate<JsonPath> holds) {
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(60));
        String seen = "nothing";
        while (Instant.now().isBefore(giveUp)) {
            long number = sql("select coalesce(max(number), 0) from alert_episode where fingerprint = '" + print + "'");
            if (number > 0) {
                JsonPath episode = viewer().get("/api/alerts/" + number)
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
                if (holds.test(episode)) {
                    return episode;
                }
                seen = episode.prettify();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("not so within a minute: " + seen);
    }

    private long count(String print) {
        return sql("select count(*) from alert_episode where fingerprint = '" + print + "'");
    }

    private long sql(String query) {
        try (var connection = database.getConnection();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String statement) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.createStatement().execute(statement);
        }
    }
}
