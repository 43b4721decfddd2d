package dev.sluice.telemetry.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.time.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetLoopTest {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final ManualTimers timers = new ManualTimers();
    private final HotStore store = Stores.large();
    private final Intake intake = new Intake(store, timers.clock(), 1 << 20, 4 << 20);
    private final ScrapeTarget target = ScrapeTarget.parse("node-3=http://127.0.0.1:9100/metrics");

    @Test
    void aTargetIsReadOncePerIntervalAndItsHealthIsTold() {
        // Given
        List<Future<Exporters.Page>> answers = new ArrayList<>(List.of(
                Future.succeededFuture(page("node_load1 1\n")),
                Future.failedFuture("connection refused"),
                Future.succeededFuture(page("node_load1 2\nnode_load1 what\n")),
                Future.succeededFuture(page("node_load1 3\n"))));
        TargetLoop loop = new TargetLoop(target, t -> answers.removeFirst(), timers, timers.clock(), intake, INTERVAL);
        loop.start();
        assertThat(loop.health().up()).isFalse();

        // When, Then
        timers.advance(INTERVAL.multipliedBy(2));
        assertThat(answers).hasSizeBetween(2, 3);
        while (answers.size() > 2) {
            timers.advance(INTERVAL);
        }
        assertThat(loop.health().up()).isFalse();
        assertThat(loop.health().problem()).contains("connection refused");
        assertThat(loop.health().succeeded()).isPresent();

        timers.advance(INTERVAL);
        assertThat(loop.health().problem()).contains("line 2 of the page: 'what' is no number");

        timers.advance(INTERVAL);
        assertThat(loop.health().up()).isTrue();
        assertThat(loop.health().samples()).isEqualTo(1);
        assertThat(loop.health().problem()).isEmpty();
        assertThat(store.sources(new NodeId("node-3"))).hasSize(1);
        assertThat(intake.counters().accepted(Origin.SCRAPE)).isEqualTo(3);

        loop.stop();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void aSlowTargetIsNotReadTwiceAtOnce() {
        Promise<Exporters.Page> slow = Promise.promise();
        List<Promise<Exporters.Page>> asked = new ArrayList<>();
        TargetLoop loop = new TargetLoop(
                target,
                t -> {
                    asked.add(slow);
                    return slow.future();
                },
                timers,
                timers.clock(),
                intake,
                INTERVAL);
        loop.start();
        timers.advance(INTERVAL.multipliedBy(10));
        assertThat(asked).hasSize(1);
        slow.complete(page("node_load1 1\n"));
        timers.advance(INTERVAL.multipliedBy(2));
        assertThat(asked.size()).isGreaterThan(1);
    }

    @Test
    void pagesAreBoundedInTimeAndBytesAndInHowManyAtOnce() throws Exception {
        // Given: a real server that answers by path
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> {
                        switch (request.path()) {
                            case "/good" -> request.response().end("node_load1 1\n");
                            case "/large" -> request.response().end(Buffer.buffer(new byte[5000]));
                            case "/missing" ->
                                request.response().setStatusCode(404).end();
                            default -> request.response().setChunked(true).write("node_load1");
                        }
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            String base = "n=http://127.0.0.1:" + server.actualPort();
            Exporters exporters = new Exporters(vertx, timers, 1, Duration.ofSeconds(10), 4096);

            // When, Then
            assertThat(get(exporters, base + "/good").bytes().toString()).isEqualTo("node_load1 1\n");
            assertThatThrownBy(() -> get(exporters, base + "/large")).hasMessageContaining("larger than 4096 bytes");
            assertThatThrownBy(() -> get(exporters, base + "/missing")).hasMessageContaining("answered 404");
            assertThatThrownBy(() -> get(exporters, "n=http://127.0.0.1:1/")).hasMessageContaining("refused");

            Future<Exporters.Page> hanging = exporters.get(ScrapeTarget.parse(base + "/hangs"));
            Future<Exporters.Page> waiting = exporters.get(ScrapeTarget.parse(base + "/good"));
            assertThat(hanging.isComplete()).isFalse();
            assertThat(waiting.isComplete()).isFalse();
            timers.advance(Duration.ofSeconds(10));
            assertThatThrownBy(() -> await(hanging)).hasMessageContaining("no full answer within 10000 ms");
            assertThat(await(waiting).bytes().length()).isPositive();
            exporters.close();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://x/metrics", "n=ftp://x/", "n=x:9100", "n=http://", "n n=http://x/", "n=http://x y/"})
    void aTargetThatIsNoneNamesItself(String text) {
        assertThatThrownBy(() -> ScrapeTarget.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void defaultsOfAnAddress() {
        assertThat(ScrapeTarget.parse("n=http://x").path()).isEqualTo("/metrics");
        assertThat(ScrapeTarget.parse("n=http://x").port()).isEqualTo(80);
        assertThat(ScrapeTarget.parse("n=https://x:1/a?b=c").path()).isEqualTo("/a?b=c");
        assertThat(ScrapeTarget.parse("n=https://x/").port()).isEqualTo(443);
    }

    private static Exporters.Page get(Exporters exporters, String target) throws Exception {
        return await(exporters.get(ScrapeTarget.parse(target)));
    }

    private static Exporters.Page await(Future<Exporters.Page> page) throws Exception {
        try {
            return page.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Exporters.Page page(String text) {
        return new Exporters.Page(Buffer.buffer(text), false);
    }
}
