package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.contract.RealTimers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
