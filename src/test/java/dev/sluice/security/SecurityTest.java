package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.api.FakesProfile;
import dev.sluice.api.Tokens;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class SecurityTest {

    private static final String NEVER_ISSUED = "slc_" + "x".repeat(43);

    @Inject
    Tokens tokens;

    @Inject
    CredentialStore credentials;

    @Inject
    DataSource database;

    @TestHTTPResource("/")
    URI server = URI.create("http://unset");

    // --- bearer tokens

    @ParameterizedTest
    @ValueSource(strings = {"/api/status", "/metrics", "/api/operations"})
    void nobodyGetsAProblemThatSaysHowToGetIn(String path) {
        given().get(path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"))
                .contentType("application/problem+json")
                .body("code", equalTo("unauthorized"))
                .body("detail", containsString("./sluice sign-in"));
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer wrong, unknown-credential",
        "Bearer slc_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, unknown-credential",
        "Basic YTpi, unauthorized"
    })
    void aWrongCredentialIsRefusedEvenWhereNoneIsNeeded(String authorization, String code) {
        for (var path : Set.of("/api/status", "/q/health/live")) {
            given().header("Authorization", authorization)
                    .get(path)
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .body("code", equalTo(code));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, GET, /api/status, 200",
        "operator, GET, /api/status, 200",
        "admin, GET, /api/status, 200",
        "sender, GET, /api/status, 403",
        "agent, GET, /api/status, 403",
        "viewer, POST, /api/suggestions/s-12/approve, 403",
        "operator, POST, /api/suggestions/s-12/approve, 200",
        "admin, POST, /api/suggestions/s-12/approve, 200",
        "operator, POST, /api/sign-in-links, 403",
        "admin, POST, /api/sign-in-links, 200",
        "operator, POST, /api/nodes/node-3/give-back, 403",
        "sender, GET, /metrics, 200",
        "agent, GET, /metrics, 403"
    })
    void rolesIncludeTheLesserOnes(String role, String method, String path, int status) {
        tokens.as("someone", role).request(method, path).then().statusCode(status);
    }

    @Test
    void aRefusalByRoleIsAProblem() {
        tokens.as("vera", "viewer")
                .post("/api/suggestions/s-12/approve")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("forbidden"));
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceThoughItWasJustUsed() {
        // Given
        var token = tokens.make("mallory", "viewer");
        bearer(token).get("/api/status").then().statusCode(200);

        // When
        await(credentials.revoke("mallory"));

        // Then
        bearer(token).get("/api/status").then().statusCode(401);
    }

    @Test
    void anExpiredTokenIsRefused() {
        // Given
        var token = await(credentials.issue("brief", Set.of("viewer"), Optional.of(Duration.ofNanos(1))));

        // Then
        bearer(token).get("/api/status").then().statusCode(401);
    }

    @Test
    void theDatabaseHoldsNoSecret() throws Exception {
        // Given
        var token = tokens.make("paula", "viewer");

        // When
        try (var connection = database.getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select c::text from credential c where subject = 'paula'")) {
            rows.next();
            var row = rows.getString(1);

            // Then
            assertThat(row).contains(Secret.hash(token)).doesNotContain(token.substring(4));
        }
    }

    // --- one-time links and sessions

    @Test
    void aLinkSignsOneBrowserInOnce() {
        // Given
        var link = URI.create(tokens.as("ada", "admin")
                .post("/api/sign-in-links")
                .then()
                .statusCode(200)
                .extract()
                .path("url"));
        assertThat(link.getPort()).isEqualTo(server.getPort());
        var code = link.getQuery().substring("code=".length());

        // When: previewed, as chats do
        given().get("/sign-in?code=" + code)
                .then()
                .statusCode(200)
                .body(containsString("<button"))
                .header("Set-Cookie", nullValue());

        // Then: the first use signs in, as the one who asked for the link
        var entered = enter(code, "/nodes");
        assertThat(entered.statusCode()).isEqualTo(303);
        assertThat(entered.header("Location")).endsWith("/nodes");
        assertThat(entered.header("Set-Cookie"))
                .contains("sluice_session=slc_", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200");
        var session = entered.cookie("sluice_session");
        browser(session).get("/api/status").then().statusCode(200);

        // And the second does not
        assertThat(enter(code, "/").statusCode()).isEqualTo(403);
    }

    @Test
    void ofTwoThatRaceWithTheSameCodeOneGetsIn() {
        // Given
        var code = code();

        // When
        var both = await(Uni.join()
                .all(credentials.redeem(code), credentials.redeem(code))
                .andCollectFailures());

        // Then
        assertThat(both.stream().filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void notingAUseDoesNotUndoARevocation() throws Exception {
        // Given
        var token = tokens.make("racer", "viewer");

        // When: looked up and revoked at the same time, again and again
        for (var i = 0; i < 20; i++) {
            try (var connection = database.getConnection();
                    var reset = connection.createStatement()) {
                reset.execute("update credential set revoked_at = null, last_used_at = null where subject = 'racer'");
            }
            await(Uni.join()
                    .all(credentials.verify(token).replaceWithVoid(), credentials.revoke("racer"))
                    .andCollectFailures());

            // Then
            assertThat(await(credentials.verify(token))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""})
    void aLinkNeverLeadsToAnotherSite(String next) {
        var entered = enter(code(), next);
        assertThat(URI.create(entered.header("Location")).getPath()).isEqualTo("/");
        assertThat(entered.header("Location")).doesNotContain("evil");
    }

    @Test
    void aCodeIsNoTokenAndASessionIsNoTokenAndATokenIsNoSession() {
        var code = code();
        bearer(code).get("/api/status").then().statusCode(401);
        browser(code).get("/api/status").then().statusCode(401);
        var session = enter(code, "/").cookie("sluice_session");
        bearer(session).get("/api/status").then().statusCode(401);
        browser(tokens.make("vera", "viewer")).get("/api/status").then().statusCode(401);
    }

    @Test
    void signingOutEndsTheSession() {
        // Given
        var session = enter(code(), "/").cookie("sluice_session");

        // When
        own(browser(session)).post("/sign-out").then().statusCode(303);

        // Then
        browser(session).get("/api/status").then().statusCode(401);
    }

    @Test
    void theSignInPageSaysHowToGetALinkAndShowsWhatItIsGivenAsText() {
        given().get("/sign-in").then().statusCode(200).body(containsString("./sluice sign-in"));
        given().get("/sign-in?code=\"><script>alert(1)</script>")
                .then()
                .statusCode(200)
                .body(not(containsString("<script>alert")));
    }

    @Test
    void aStaleCookieDoesNotLockItsBrowserOut() {
        browser(NEVER_ISSUED).get("/sign-in").then().statusCode(200);
    }

    // --- other sites

    @ParameterizedTest
    @CsvSource({"https://evil.example, ''", "null, ''", "'', cross-site", "'', same-site", "'', ''"})
    void anotherSiteCannotWriteWithTheCookie(String origin, String site) {
        // Given
        var request = browser(enter(code(), "/").cookie("sluice_session"));
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        if (!site.isEmpty()) {
            request.header("Sec-Fetch-Site", site);
        }

        // Then
        request.post("/api/suggestions/s-12/approve").then().statusCode(403).body("code", equalTo("cross-site"));
    }

    @Test
    void ourOwnPageCanWriteWithTheCookie() {
        var session = enter(code(), "/").cookie("sluice_session");
        own(browser(session)).post("/api/suggestions/s-12/approve").then().statusCode(200);
        browser(session)
                .header("Sec-Fetch-Site", "same-origin")
                .post("/api/suggestions/s-12/approve")
                .then()
                .statusCode(200);
    }

    @Test
    void anotherSiteCannotSignABrowserIn() {
        given().config(noRedirects())
                .header("Origin", "https://evil.example")
                .formParam("code", code())
                .post("/sign-in")
                .then()
                .statusCode(403);
    }

    @Test
    void pagesForbidFramingForeignContentAndInlineScript() {
        given().get("/sign-in")
                .then()
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'none'"),
                                containsString("script-src 'self';"),
                                containsString("frame-ancestors 'none'"),
                                not(containsString("unsafe"))))
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store");
    }

    // --- sockets

    @ParameterizedTest
    @CsvSource({"/live, https://evil.example", "/live, ''", "/agent, own"})
    void aSocketOpensOnlyFromOurOwnPageOrWithAToken(String path, String origin) {
        // Given
        var session = enter(code(), "/").cookie("sluice_session");
        var builder = HttpClient.newHttpClient().newWebSocketBuilder().header("Cookie", "sluice_session=" + session);
        if (!origin.isEmpty()) {
            builder.header("Origin", "own".equals(origin) ? origin() : origin);
        }

        // When
        var opened =
                builder.buildAsync(URI.create("ws://" + server.getAuthority() + path), new WebSocket.Listener() {});

        // Then
        assertThatThrownBy(() -> opened.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    // --- the command line of this machine

    @Test
    void theContextFileLeadsTheCommandLineInAndIsForItsOwnerOnly() throws Exception {
        // Given
        var file = Path.of("target/api-test/context.json");
        var context = new JsonObject(Files.readString(file));

        // Then
        assertThat(context.getString("url")).isEqualTo("http://" + server.getAuthority());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        bearer(context.getString("token")).post("/api/sign-in-links").then().statusCode(200);
    }

    private String code() {
        return await(credentials.issue(
                Credential.Kind.SIGN_IN, "ada", Set.of(Roles.ADMIN), Optional.of(Duration.ofMinutes(1))));
    }

    private Response enter(String code, String next) {
        return own(given()).formParam("code", code).formParam("next", next).post("/sign-in");
    }

    private RequestSpecification own(RequestSpecification request) {
        return request.config(noRedirects()).header("Origin", origin());
    }

    private String origin() {
        return "http://" + server.getAuthority();
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification browser(String session) {
        return given().cookie("sluice_session", session);
    }

    private static RestAssuredConfig noRedirects() {
        return RestAssured.config().redirect(RedirectConfig.redirectConfig().followRedirects(false));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
