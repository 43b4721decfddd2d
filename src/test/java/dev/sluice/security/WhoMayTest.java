package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sluice.api.FakesProfile;
import dev.sluice.api.Tokens;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.vertx.ext.web.Router;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Everybody against everything: each route lets in whom it names, and nobody else. */
@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class WhoMayTest {

    private static final Set<String> EVERYBODY = Set.of("*");

    /** What is not a resource method, and who may: the rest of the router's routes lead to resources or are told by a mark. */
    private static final Map<String, Set<String>> PLAIN = Map.of(
            "POST /api/v1/write", Set.of(Roles.SENDER, Roles.ADMIN),
            "GET /q/health/live", EVERYBODY,
            "GET /q/health/ready", EVERYBODY,
            "GET /q/openapi", EVERYBODY,
            "GET /icon.svg", EVERYBODY);

    /** Routes that look for themselves at who asks, since a signature will do too; here nothing is signed. */
    private static final Map<String, Set<String>> OWN_CHECK =
            Map.of("/api/alerts/grafana", Set.of(Roles.SENDER, Roles.OPERATOR));

    /** Beginnings of the router's paths that are accounted for above, or serve files that are for everybody. */
    private static final List<String> KNOWN = List.of("/api/v1/write", "/q/", "/static/", "/live", "/agent", "/icon");

    @Inject
    Tokens tokens;

    @Inject
    CredentialStore credentials;

    @Inject
    Router router;

    @TestHTTPResource("/")
    URI server = URI.create("http://unset");

    private record Route(String method, String path, String type, Set<String> roles) {}

    @Test
    void everyRouteLetsInWhomItNamesAndNobodyElse() {
        // Given
        var routes = routes();
        assertThat(routes).hasSizeGreaterThan(60);
        var callers = callers();
        var wrong = new ArrayList<String>();

        // When
        for (var route : routes) {
            for (var caller : callers.entrySet()) {
                var may = may(route, caller.getKey());
                var answer = call(route, caller.getValue());
                if (may != letIn(answer)) {
                    wrong.add(route.method() + " " + route.path() + " by " + caller.getKey() + ": "
                            + answer.statusCode() + (may ? ", and they may" : ", and they may not"));
                }
                if (answer.statusCode() >= 500) {
                    wrong.add(route.method() + " " + route.path() + " by " + caller.getKey() + ": "
                            + answer.statusCode());
                }
                // Some routes end what they were called with.
                if (route.path().contains("sign-out") && caller.getValue() != null) {
                    callers.put(caller.getKey(), fresh(caller.getKey()).orElse(caller.getValue()));
                }
            }
        }

        // Then
        assertThat(wrong).isEmpty();
    }

    @Test
    void theRouterHasNoRouteThatNobodyAccountsFor() {
        var paths = new TreeSet<String>();
        router.getRoutes().forEach(route -> Optional.ofNullable(route.getPath()).ifPresent(paths::add));
        assertThat(paths)
                .isNotEmpty()
                .allMatch(path -> "/".equals(path) || KNOWN.stream().anyMatch(path::startsWith));
    }

    @Test
    void socketsLetInWhomTheyNameAndNobodyElse() throws Exception {
        for (var caller : callers().entrySet()) {
            assertThat(opens("/live", caller.getValue()))
                    .as("/live by " + caller.getKey())
                    .isEqualTo(Set.of("viewer", "operator", "admin").contains(caller.getKey()));
            assertThat(opens("/agent", caller.getValue()))
                    .as("/agent by " + caller.getKey())
                    .isEqualTo("agent".equals(caller.getKey()));
        }
    }

    /** By what they are called here, and their token; null for nobody's. */
    private Map<String, String> callers() {
        var callers = new LinkedHashMap<String, String>();
        callers.put("anonymous", null);
        for (var role : List.of("viewer", "operator", "admin", "sender", "agent")) {
            callers.put(role, fresh(role).orElseThrow());
        }
        var revoked = tokens.make("revoked", "admin");
        await(credentials.revoke("revoked"));
        callers.put("revoked", revoked);
        callers.put("expired", await(credentials.issue("expired", Set.of("admin"), Optional.of(Duration.ofNanos(1)))));
        callers.put("unknown", "slc_" + "x".repeat(43));
        return callers;
    }

    private Optional<String> fresh(String role) {
        return Roles.ALL.contains(role)
                ? Optional.of(tokens.make("agent".equals(role) ? "agent:matrix-1" : "matrix-" + role, role))
                : Optional.empty();
    }

    private static boolean may(Route route, String caller) {
        if (Set.of("revoked", "expired", "unknown").contains(caller)) {
            return false;
        }
        if (route.roles().equals(EVERYBODY)) {
            return true;
        }
        return !"anonymous".equals(caller)
                && Roles.including(Set.of(caller)).stream().anyMatch(route.roles()::contains);
    }

    /** What a route refuses for another reason than who asks counts as let in. */
    private static boolean letIn(Response answer) {
        var status = answer.statusCode();
        if (status == 401) {
            return false;
        }
        if (status == 303 && String.valueOf(answer.header("Location")).contains("/sign-in?")) {
            return false;
        }
        if (status == 403) {
            return !answer.asString().contains("\"forbidden\"");
        }
        // A form of a page, which leads nobody back to itself.
        return !(status == 303 && String.valueOf(answer.header("Location")).endsWith("/sign-in"))
                || answer.header("Set-Cookie") != null;
    }

    private Response call(Route route, String token) {
        var request = given().config(config());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        // As our own page does: what is tried here is who may, not from where.
        request.header("Origin", "http://" + server.getAuthority());
        if (!route.method().equals("GET") && !route.type().isEmpty()) {
            request.header("Content-Type", route.type());
        }
        if (route.type().contains("form")) {
            request.formParam("nothing", "");
        } else if (!route.method().equals("GET") && !route.type().isEmpty()) {
            request.body((route.type().contains("json") ? "{}" : "").getBytes(StandardCharsets.UTF_8));
        }
        return request.request(route.method(), route.path());
    }

    private boolean opens(String path, String token) throws InterruptedException, TimeoutException {
        try (var client = HttpClient.newHttpClient()) {
            var builder = client.newWebSocketBuilder();
            if (token != null) {
                builder.header("Authorization", "Bearer " + token);
            }
            builder.header("Origin", "http://" + server.getAuthority());
            var socket = builder.buildAsync(
                            URI.create("ws://" + server.getAuthority() + path), new WebSocket.Listener() {})
                    .get(20, TimeUnit.SECONDS);
            socket.abort();
            client.shutdownNow();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static RestAssuredConfig config() {
        return RestAssured.config()
                .redirect(RedirectConfig.redirectConfig().followRedirects(false))
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    }

    private static List<Route> routes() {
        var routes = new ArrayList<Route>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.sluice").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .forEach(method -> method(method)
                                .ifPresent(http -> routes.add(new Route(
                                        http,
                                        path(method),
                                        type(method),
                                        OWN_CHECK.getOrDefault(path(method), roles(method))))));
        PLAIN.forEach((route, roles) -> {
            var space = route.indexOf(' ');
            routes.add(new Route(route.substring(0, space), route.substring(space + 1), "", roles));
        });
        return routes;
    }

    private static Optional<String> method(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(a -> a.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(a -> a.getRawType().getSimpleName())
                .findFirst();
    }

    /** With something for each parameter that names nothing that exists: one of the words where only these match. */
    private static String path(JavaMethod method) {
        var whole = method.getOwner()
                        .tryGetAnnotationOfType(Path.class)
                        .map(Path::value)
                        .orElse("") + "/"
                + method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        return ("/" + whole)
                .replaceAll("\\{\\w+: *\\[0-9]\\{[0-9,]+}}", "1")
                .replaceAll("\\{\\w+: *([\\w-]+)[^}]*}", "$1")
                .replaceAll("\\{\\w+}", "0")
                .replaceAll("/+", "/")
                .replaceAll("(?<=.)/$", "");
    }

    private static String type(JavaMethod method) {
        return method.tryGetAnnotationOfType(Consumes.class)
                .or(() -> method.getOwner().tryGetAnnotationOfType(Consumes.class))
                .map(consumes -> consumes.value()[0])
                .orElse("");
    }

    private static Set<String> roles(JavaMethod method) {
        if (method.isAnnotatedWith(PermitAll.class)) {
            return EVERYBODY;
        }
        return method.tryGetAnnotationOfType(RolesAllowed.class)
                .or(() -> method.getOwner().tryGetAnnotationOfType(RolesAllowed.class))
                .map(allowed -> Set.of(allowed.value()))
                .orElseGet(() -> {
                    assertThat(Objects.requireNonNull(method.getOwner()).isAnnotatedWith(PermitAll.class))
                            .as(method.getFullName())
                            .isTrue();
                    return EVERYBODY;
                });
    }

    private static <T> T await(io.smallrye.mutiny.Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
