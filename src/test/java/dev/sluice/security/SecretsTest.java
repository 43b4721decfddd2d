package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets are where they belong and nowhere else. */
@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class SecretsTest {

    private static final String PASSWORD = "violet kettle monday";
    private static final String GUESS = "wrong donkey engine";
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(sluice\\.[^`]+)` \\|");

    @Inject
    Tokens tokens;

    @Inject
    CredentialStore credentials;

    @TestHTTPResource("/")
    URI server = URI.create("http://unset");

    /** Keeps every line as the console would show it. */
    private static final class Lines extends Handler {
        private final PatternFormatter format = new PatternFormatter("%p %c %s%e");
        private final Queue<String> kept = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            kept.add(format.format(org.jboss.logmanager.ExtLogRecord.wrap(record)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void noSecretOfASessionIsInTheLogOrInAnAnswer() {
        // Given
        var lines = new Lines();
        Logger.getLogger("").addHandler(lines);
        try {
            var admin = tokens.make("root", "admin");
            var code = credentials
                    .issue(
                            Credential.Kind.SIGN_IN,
                            "secretive",
                            Set.of(Roles.ADMIN),
                            Optional.of(Duration.ofMinutes(1)))
                    .await()
                    .atMost(Duration.ofSeconds(10));

            // When: every way in, right and wrong
            bearer(admin)
                    .contentType(ContentType.JSON)
                    .body(Map.of("name", "secretive", "role", "operator", "password", PASSWORD))
                    .post("/api/users")
                    .then()
                    .statusCode(200);
            var session = own(given())
                    .formParam("name", "secretive")
                    .formParam("password", PASSWORD)
                    .post("/sign-in")
                    .cookie("sluice_session");
            own(given())
                    .formParam("name", "secretive")
                    .formParam("password", GUESS)
                    .post("/sign-in");
            var broken = bearer(admin)
                    .contentType(ContentType.JSON)
                    .body("{\"name\":\"secretive2\",\"password\":[\"" + GUESS + "\"]}")
                    .post("/api/users")
                    .asString();
            String token = given().contentType(ContentType.JSON)
                    .body(Map.of("code", code, "name", "laptop"))
                    .post("/api/login")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("token");
            var unknown = "slc_" + "u".repeat(43);
            bearer(unknown).get("/api/status");
            bearer(token).get("/api/caller").then().statusCode(200);
            bearer(admin).post("/api/users/secretive/disable").then().statusCode(204);
            var refused = bearer(token).get("/api/caller").asString();

            // Then
            var secrets = List.of(admin, code, session, token, unknown, PASSWORD, GUESS);
            assertThat(lines.kept).as("the session was logged at all").anyMatch(line -> line.contains("secretive"));
            assertThat(String.join("\n", lines.kept)).doesNotContain(secrets).doesNotContain("$argon2id$");
            var answers = new StringBuilder(broken).append(refused);
            for (var path : List.of(
                    "/api/users",
                    "/api/tokens",
                    "/api/audit?limit=500",
                    "/api/audit/export",
                    "/api/agents",
                    "/api/status",
                    "/settings",
                    "/history/audit",
                    "/metrics",
                    "/q/openapi")) {
                answers.append(
                        bearer(admin).get(path).then().statusCode(200).extract().asString());
            }
            assertThat(answers.toString()).doesNotContain(secrets).doesNotContain("$argon2id$", Secret.hash(token));
        } finally {
            Logger.getLogger("").removeHandler(lines);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/sign-in, text/html, 200",
        "/api/status, application/json, 401",
        "/q/health/live, application/json, 200",
        "/icon.svg, image/svg+xml, 200",
        "/nowhere, */*, 404"
    })
    void everyAnswerCarriesTheHeadersThatKeepOtherSitesOut(String path, String accept, int status) {
        var answer = given().accept(accept).get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.header("Server")).isNull();
    }

    @Test
    void noKeyTakesASecretThatCannotComeFromAFile() throws IOException {
        // Given
        var keys = new TreeSet<String>();
        var rows = KEY.matcher(Files.readString(Path.of("README.md")));
        while (rows.find()) {
            keys.add(rows.group(1));
        }
        assertThat(keys).hasSizeGreaterThan(80);

        // Then
        assertThat(keys.stream().filter(key -> key.matches(".*[.-](password|secret|token|api-key|private-key)")))
                .isNotEmpty()
                .allMatch(key -> keys.contains(key + "-file"));
    }

    private RequestSpecification own(RequestSpecification request) {
        return request.config(RestAssured.config()
                        .redirect(RedirectConfig.redirectConfig().followRedirects(false)))
                .header("Origin", "http://" + server.getAuthority());
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
