package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.contract.RealTimers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpCallsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final HttpCalls calls = new HttpCalls(vertx, new RealTimers(vertx), "spark");
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void serve() {
        server.requestHandler(request -> {
            switch (request.path()) {
                case "/json" ->
                    request.response()
                            .putHeader("Content-Type", "text/json;charset=utf-8")
                            .endAndForget("{\"a\":1}");
                case "/page" ->
                    request.response().putHeader("Content-Type", "text/html").endAndForget("<p>hello</p>");
                case "/torn" ->
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .endAndForget("{\"a\":");
                case "/echo" ->
                    request.response()
                            .setStatusCode(202)
                            .putHeader("Content-Type", "application/json")
                            .putHeader("X-Told", request.method() + " " + request.getHeader("X-Asked"))
                            .putHeader("Retry-After", request.getHeader("X-Asked"))
                            .endAndForget("[1]");
                case "/hang" -> request.pause();
                case "/cut" -> request.connection().closeAndForget();
                default ->
                    request.response()
                            .setStatusCode(Integer.parseInt(request.path().substring(1)))
                            .endAndForget("<h1>in its own words</h1>");
            }
        });
        server = server.listenAndAwait(0, "127.0.0.1");
    }

    @AfterEach
    void close() {
        vertx.closeAndAwait();
    }

    @Test
    void readsJsonAndNothingElse() {
        assertThat(await(calls.json(uri("/json"), LONG)).path("a").asInt()).isEqualTo(1);
        assertThat(await(calls.text(uri("/page"), LONG))).contains("hello");
        assertFails(calls.json(uri("/page"), LONG), DriverFailure.Unavailable.class, "text/html");
        assertFails(calls.json(uri("/torn"), LONG), DriverFailure.Unavailable.class, "does not parse");
    }

    @Test
    void mapsWhatTheFrameworkSays() {
        assertFails(get("/404"), DriverFailure.NotFound.class, "404", "in its own words");
        assertFails(post("/404"), DriverFailure.NotFound.class, "404");
        assertFails(post("/403"), DriverFailure.Refused.class, "403", "in its own words");
        assertFails(post("/405"), DriverFailure.Refused.class, "405");
        assertFails(post("/503"), DriverFailure.Unavailable.class, "503");
        assertFails(post("/429"), DriverFailure.Unavailable.class, "429");
        assertFails(post("/500"), DriverFailure.OutcomeUnknown.class, "500");
        assertFails(get("/500"), DriverFailure.Unavailable.class, "500");
    }

    @Test
    void exchangesAnyMethodWithHeadersAndLeavesTheStatusToTheCaller() {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE)) {
            // When
            HttpCalls.Answer answer = await(calls.exchange(request(method, "/echo", "12")));

            // Then
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("X-Told")).contains(method + " 12");
            assertThat(answer.retryAfter()).contains(Duration.ofSeconds(12));
            assertThat(answer.json().path(0).asInt()).isEqualTo(1);
        }
        assertThat(await(calls.exchange(request(HttpMethod.GET, "/echo", "tomorrow")))
                        .retryAfter())
                .isEmpty();
        HttpCalls.Answer refused = await(calls.exchange(request(HttpMethod.PUT, "/409", "1")));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().isMissingNode()).isTrue();
        assertThat(calls.judge(request(HttpMethod.PUT, "/409", "secret"), refused, "it is taken"))
                .get()
                .isInstanceOf(DriverFailure.Refused.class)
                .asString()
                .contains("409: it is taken")
                .doesNotContain("secret");
    }

    @Test
    void trustsOverHttpsWhomItsOwnAuthorityHasSignedAndNobodyElse(@TempDir Path dir) throws Exception {
        // Given
        Path keys = dir.resolve("keys.p12");
        Path authority = dir.resolve("authority.pem");
        keytool("-genkeypair -alias a -keyalg EC -dname CN=localhost -ext SAN=dns:localhost -storetype PKCS12", keys);
        keytool("-exportcert -rfc -alias a -file " + authority, keys);
        HttpServer secure = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys.toString()).setPassword("changeit")))
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .endAndForget("{}"))
                .listenAndAwait(0, "127.0.0.1");
        URI byName = URI.create("https://localhost:" + secure.actualPort() + "/");
        URI byAddress = URI.create("https://127.0.0.1:" + secure.actualPort() + "/");
        HttpCalls trusting = new HttpCalls(vertx, new RealTimers(vertx), "spark", Optional.of(authority));

        // Then
        assertThat(await(patiently(trusting.json(byName, LONG))).isObject()).isTrue();
        assertFails(patiently(trusting.json(byAddress, LONG)), DriverFailure.Unavailable.class, "spark", "SSL");
        assertFails(patiently(calls.json(byName, LONG)), DriverFailure.Unavailable.class, "spark", "SSL");
    }

    /** The first handshakes of a process may take longer than a connection may, on a busy machine. */
    private static <T> Uni<T> patiently(Uni<T> call) {
        return call.onFailure(failure -> String.valueOf(failure.getMessage()).contains("has been exceeded"))
                .retry()
                .atMost(20);
    }

    private static void keytool(String what, Path keys) throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        argv.addAll(List.of(what.split(" ")));
        argv.addAll(List.of("-keystore", keys.toString(), "-storepass", "changeit"));
        Process made = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
    }

    private HttpCalls.Request request(HttpMethod method, String path, String asked) {
        return new HttpCalls.Request(
                method, uri(path), Map.of("X-Asked", asked), Optional.empty(), LONG, !method.equals(HttpMethod.GET));
    }

    @Test
    void doubtsAChangeOnlyOnceItMayHaveBeenHeard() {
        // Given
        HttpServer gone = vertx.createHttpServer().requestHandler(request -> {}).listenAndAwait(0, "127.0.0.1");
        URI nobody = URI.create("http://127.0.0.1:" + gone.actualPort() + "/");
        gone.closeAndAwait();

        // Then
        assertFails(calls.post(nobody, Optional.empty(), LONG), DriverFailure.Unavailable.class, "spark", "refused");
        assertFails(post("/cut"), DriverFailure.OutcomeUnknown.class, "may have taken effect");
        assertFails(get("/cut"), DriverFailure.Unavailable.class, "spark");
        assertFails(
                calls.post(uri("/hang"), Optional.empty(), Duration.ofMillis(300)),
                DriverFailure.OutcomeUnknown.class,
                "no answer within");
        assertFails(
                calls.json(uri("/hang"), Duration.ofMillis(300)), DriverFailure.Unavailable.class, "no answer within");
    }

    private Uni<?> get(String path) {
        return calls.json(uri(path), LONG);
    }

    private Uni<?> post(String path) {
        return calls.post(uri(path), Optional.empty(), LONG);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }

    private static void assertFails(Uni<?> call, Class<? extends DriverFailure> kind, String... words) {
        assertThatThrownBy(() -> await(call)).isInstanceOf(kind).hasMessageContainingAll(words);
    }
}
