package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.sluice.api.FakesProfile;
import dev.sluice.api.Tokens;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.RedirectConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and tokens, over HTTP. */
@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class AccessTest {

    private static final String PASSWORD = "correct horse battery";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Tokens tokens;

    @Inject
    CredentialStore credentials;

    @Inject
    DataSource database;

    @TestHTTPResource("/")
    URI server = URI.create("http://unset");

    private String ada = "";

    @BeforeEach
    void anotherAda() {
        ada = "a" + NUMBER.incrementAndGet() + ".lovelace";
    }

    // --- users

    @Test
    void aUserSignsInWithAPasswordAndGetsTheirRole() {
        // Given
        add(ada, "operator")
                .then()
                .statusCode(200)
                .body("enabled", equalTo(true))
                .body("createdBy", equalTo("root"));

        // When
        var entered = enter(ada, PASSWORD);

        // Then
        assertThat(entered.statusCode()).isEqualTo(303);
        var session = entered.cookie("sluice_session");
        browser(session)
                .get("/api/caller")
                .then()
                .statusCode(200)
                .body("subject", equalTo(ada))
                .body("roles", hasItem("operator"));
        browser(session).get("/api/users").then().statusCode(403);
    }

    @Test
    void thePasswordIsNowhere() throws Exception {
        // Given
        add(ada, "viewer");

        // When
        try (var connection = database.getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select u::text from user_account u where name = '" + ada + "'")) {
            rows.next();

            // Then
            assertThat(rows.getString(1)).contains("$argon2id$").doesNotContain("horse");
        }
        admin().get("/api/users").then().body(not(containsString("argon2"))).body(not(containsString("horse")));
    }

    @ParameterizedTest
    @CsvSource({"wrong horse battery, true", "correct horse battery, false", "'', true"})
    void aWrongNameOrPasswordGetsOneAndTheSameAnswer(String password, boolean known) {
        // Given
        add(ada, "viewer");

        // When
        var refused = enter(known ? ada : "nobody-" + ada, password);

        // Then
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body().asString()).contains("The name or the password is not right.");
        assertThat(refused.cookie("sluice_session")).isNull();
    }

    @Test
    void signingInVoidsTheSessionThatTheBrowserHad() {
        // Given
        add(ada, "viewer");
        var first = enter(ada, PASSWORD).cookie("sluice_session");

        // When
        var second = own(browser(first))
                .formParam("name", ada)
                .formParam("password", PASSWORD)
                .post("/sign-in")
                .cookie("sluice_session");

        // Then
        assertThat(second).isNotEqualTo(first);
        browser(first).get("/api/caller").then().statusCode(401);
        browser(second).get("/api/caller").then().statusCode(200);
    }

    @Test
    void guessingIsStoppedInClearWordsEvenWithTheRightPassword() {
        // Given
        add(ada, "viewer");
        for (var n = 0; n < SignInLimits.PER_PAIR; n++) {
            enter(ada, "guess number " + n);
        }

        // When
        var refused = enter(ada, PASSWORD);

        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 900L);
        assertThat(refused.body().asString()).contains("tried too often; try again in 15 minutes");
    }

    @Test
    void disablingEndsEverythingAtOnceAndEnablingLetsInAgain() {
        // Given
        add(ada, "operator");
        var session = enter(ada, PASSWORD).cookie("sluice_session");
        String token = own(browser(session))
                .contentType(ContentType.JSON)
                .body(Map.of("name", "laptop", "role", "operator", "days", 1))
                .post("/api/tokens")
                .path("token");
        bearer(token).get("/api/caller").then().statusCode(200);

        // When
        admin().post("/api/users/" + ada + "/disable").then().statusCode(204);

        // Then
        browser(session).get("/api/caller").then().statusCode(401);
        bearer(token).get("/api/caller").then().statusCode(401).body("code", equalTo("revoked-credential"));
        assertThat(enter(ada, PASSWORD).statusCode()).isEqualTo(403);

        // When
        admin().post("/api/users/" + ada + "/enable").then().statusCode(204);

        // Then
        assertThat(enter(ada, PASSWORD).statusCode()).isEqualTo(303);
        bearer(token).get("/api/caller").then().statusCode(401);
    }

    @Test
    void anotherRoleEndsSessionsAndRevokesTokensThatMayMore() {
        // Given
        add(ada, "operator");
        var session = enter(ada, PASSWORD).cookie("sluice_session");
        String acting = own(browser(session))
                .contentType(ContentType.JSON)
                .body(Map.of("name", "acts", "role", "operator", "days", 1))
                .post("/api/tokens")
                .path("token");
        String looking = own(browser(session))
                .contentType(ContentType.JSON)
                .body(Map.of("name", "looks", "role", "viewer", "days", 1))
                .post("/api/tokens")
                .path("token");

        // When
        admin().contentType(ContentType.JSON)
                .body(Map.of("role", "viewer"))
                .put("/api/users/" + ada + "/role")
                .then()
                .statusCode(200)
                .body("role", equalTo("viewer"));

        // Then
        browser(session).get("/api/caller").then().statusCode(401);
        bearer(acting).get("/api/caller").then().statusCode(401);
        bearer(looking).get("/api/caller").then().statusCode(200);
    }

    @Test
    void anotherPasswordEndsSessionsAndTakesThePresentOne() {
        // Given
        add(ada, "viewer");
        var session = enter(ada, PASSWORD).cookie("sluice_session");
        var change = "/api/users/" + ada + "/password";

        // When: without the present one
        own(browser(session))
                .contentType(ContentType.JSON)
                .body(Map.of("password", "another horse battery"))
                .put(change)
                .then()
                .statusCode(403)
                .body("code", equalTo("wrong-password"));

        // When
        own(browser(session))
                .contentType(ContentType.JSON)
                .body(Map.of("password", "another horse battery", "current", PASSWORD))
                .put(change)
                .then()
                .statusCode(204);

        // Then
        browser(session).get("/api/caller").then().statusCode(401);
        assertThat(enter(ada, PASSWORD).statusCode()).isEqualTo(403);
        assertThat(enter(ada, "another horse battery").statusCode()).isEqualTo(303);
    }

    @Test
    void signingOutEverywhereEndsEverySession() {
        // Given
        add(ada, "viewer");
        var here = enter(ada, PASSWORD).cookie("sluice_session");
        var there = enter(ada, PASSWORD).cookie("sluice_session");

        // When
        own(browser(here)).post("/sign-out/everywhere").then().statusCode(303);

        // Then
        browser(here).get("/api/caller").then().statusCode(401);
        browser(there).get("/api/caller").then().statusCode(401);
    }

    @Test
    void theLastAdminStays() {
        // Given: every admin but this one gone
        add(ada, "admin");
        admin()
                .get("/api/users")
                .jsonPath()
                .getList("findAll { it.role == 'admin' && it.enabled }.name", String.class)
                .stream()
                .filter(name -> !name.equals(ada))
                .forEach(name -> admin().post("/api/users/" + name + "/disable"));

        // Then
        admin().post("/api/users/" + ada + "/disable").then().statusCode(409).body("code", equalTo("last-admin"));
        admin().contentType(ContentType.JSON)
                .body(Map.of("role", "viewer"))
                .put("/api/users/" + ada + "/role")
                .then()
                .statusCode(409);
        assertThat(enter(ada, PASSWORD).statusCode()).isEqualTo(303);
    }

    @Test
    void aNameIsTakenOnce() {
        add(ada, "viewer").then().statusCode(200);
        add(ada, "admin").then().statusCode(409).body("code", equalTo("user-exists"));
    }

    // --- tokens

    @ParameterizedTest
    @CsvSource({
        "viewer, viewer, '', 200, ''",
        "viewer, operator, '', 403, beyond-own-role",
        "operator, sender, '', 403, beyond-own-role",
        "operator, operator, '', 200, ''",
        "operator, viewer, prometheus, 403, admins-only",
        "admin, sender, prometheus, 200, ''"
    })
    void aTokenIsMadeForAtMostOnesOwnRole(String own, String role, String service, int status, String code) {
        // Given: a session, which does not limit how long a token lasts
        add(ada, own);
        var session = enter(ada, PASSWORD).cookie("sluice_session");

        // When
        var made = own(browser(session))
                .contentType(ContentType.JSON)
                .body(Map.of("name", "t", "role", role, "days", 30, "service", service))
                .post("/api/tokens");

        // Then
        assertThat(made.statusCode()).isEqualTo(status);
        if (status == 200) {
            var subject = service.isEmpty() ? ada : service;
            assertThat(made.<String>path("made.subject")).isEqualTo(subject);
            bearer(made.path("token"))
                    .get("/api/caller")
                    .then()
                    .body("subject", equalTo(subject))
                    .body("roles", hasItem(role));
        } else {
            assertThat(made.<String>path("code")).isEqualTo(code);
        }
    }

    @Test
    void aTokenCannotOutliveItselfByAnother() {
        tokens.as("brief", "viewer")
                .contentType(ContentType.JSON)
                .body(Map.of("name", "long", "role", "viewer", "days", 30))
                .post("/api/tokens")
                .then()
                .statusCode(403)
                .body("code", equalTo("beyond-own-end"));
    }

    @Test
    void everybodyRevokesTheirOwnAndOnlyAdminsWhatOthersHave() {
        // Given
        var mine = tokens.make(ada, "viewer");
        int id = bearer(mine).get("/api/tokens").path("[0].id");
        bearer(mine).get("/api/tokens").then().body("subject.unique()", equalTo(java.util.List.of(ada)));

        // Then
        tokens.as("mallory", "operator").delete("/api/tokens/" + id).then().statusCode(404);
        bearer(mine).get("/api/caller").then().statusCode(200);
        bearer(mine).delete("/api/tokens/" + id).then().statusCode(204);
        bearer(mine).get("/api/caller").then().statusCode(401);
    }

    @Test
    void aOneTimeCodeBecomesATokenOnce() {
        // Given
        var code = credentials
                .issue(Credential.Kind.SIGN_IN, ada, Set.of(Roles.OPERATOR), Optional.of(Duration.ofMinutes(1)))
                .await()
                .atMost(Duration.ofSeconds(10));
        var body = Map.of("code", code, "name", "laptop");

        // When
        String token = given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/login")
                .then()
                .statusCode(200)
                .extract()
                .path("token");

        // Then
        bearer(token).get("/api/caller").then().body("subject", equalTo(ada)).body("roles", hasItem("operator"));
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/login")
                .then()
                .statusCode(403)
                .body("code", equalTo("used-code"));
    }

    @Test
    void theSettingsPageWorksWithoutScript() {
        // Given
        add(ada, "admin");
        var session = enter(ada, PASSWORD).cookie("sluice_session");

        // Then
        browser(session).get("/settings").then().statusCode(200).body(containsString("Sign out everywhere"));
        own(browser(session))
                .formParam("name", ada + "2")
                .formParam("role", "viewer")
                .formParam("password", PASSWORD)
                .post("/settings/users")
                .then()
                .statusCode(303);
        browser(session).get("/settings").then().body(containsString(ada + "2"));
        own(browser(session))
                .formParam("name", "laptop")
                .formParam("role", "viewer")
                .formParam("days", "3")
                .post("/settings/tokens")
                .then()
                .statusCode(200)
                .body(containsString("slc_"));
        browser(session).get("/settings").then().body(not(containsString("slc_")));
        own(browser(session))
                .formParam("name", "x")
                .formParam("role", "viewer")
                .formParam("days", "many")
                .post("/settings/tokens")
                .then()
                .statusCode(400);
    }

    private Response add(String name, String role) {
        return admin().contentType(ContentType.JSON)
                .body(Map.of("name", name, "role", role, "password", PASSWORD))
                .post("/api/users");
    }

    private RequestSpecification admin() {
        return tokens.as("root", "admin");
    }

    private Response enter(String name, String password) {
        return own(given())
                .formParam("name", name)
                .formParam("password", password)
                .post("/sign-in");
    }

    private RequestSpecification own(RequestSpecification request) {
        return request.config(RestAssured.config()
                        .redirect(RedirectConfig.redirectConfig().followRedirects(false)))
                .header("Origin", "http://" + server.getAuthority());
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification browser(String session) {
        return given().cookie("sluice_session", session);
    }
}
