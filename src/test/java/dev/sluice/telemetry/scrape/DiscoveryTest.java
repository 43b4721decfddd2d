package dev.sluice.telemetry.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.time.ManualTimers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {

    private static final Duration PERIOD = Duration.ofSeconds(30);

    @TempDir
    @Nullable
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final ManualTimers timers = new ManualTimers();
    private final Exporters client = new Exporters(vertx, timers, 4, Duration.ofSeconds(10), 1 << 20);
    private final BlockingQueue<List<ScrapeTarget>> found = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void bothFormatsNameTheSameExporters() {
        String json = """
                [{"targets": ["10.0.0.1:9100", "10.0.0.2:9100"], "labels": {"job": "node"}},
                 {"targets": ["[fe80::1]:9100"],
                  "labels": {"node": "node-3", "__scheme__": "https", "__metrics_path__": "/node"}}]""";
        String yaml = """
                - targets: ['10.0.0.1:9100', '10.0.0.2:9100']
                  labels: {job: node}
                - targets: ["[fe80::1]:9100"]
                  labels:
                    node: node-3
                    __scheme__: https
                    __metrics_path__: /node
                """;
        List<ScrapeTarget> targets = parse(json);
        assertThat(targets).isEqualTo(parse(yaml));
        assertThat(targets)
                .extracting(t -> t.node() + " " + t.url())
                .containsExactly(
                        "10.0.0.1 http://10.0.0.1:9100/metrics",
                        "10.0.0.2 http://10.0.0.2:9100/metrics",
                        "node-3 https://[fe80::1]:9100/node");
        assertThat(parse("")).isEmpty();
        assertThat(parse("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"targets\": []}' | list.json: must be a list of groups",
                "'[{\"labels\": {}}]' | list.json: every group must have a list of targets",
                "'[{\"targets\": [\"not a host\"]}]' | list.json: 'http://not a host/metrics': must be",
                "'[{' | list.json, line 1: is neither JSON nor YAML"
            })
    void aListThatIsWrongIsNamedWithTheRule(String text, String rule) {
        assertThatThrownBy(() -> parse(text)).hasMessageContaining(rule);
    }

    @Test
    void filesAreWatchedAndABadOneLeavesWhatItSaid() throws Exception {
        // Given
        Path folder = Objects.requireNonNull(temporary);
        Path first = Files.writeString(folder.resolve("a.json"), "[{\"targets\": [\"a:1\"]}]");
        Files.writeString(folder.resolve("b.yml"), "- targets: ['b:1']");
        Discovery discovery = new Discovery(
                List.of(
                        folder.resolve("*.json").toString(),
                        folder.resolve("b.yml").toString()),
                List.of(),
                vertx,
                client,
                found::add);

        // When, Then
        discovery.start(timers, PERIOD);
        await(hosts("a", "b"));

        Files.writeString(first, "[{\"targets\": [\"a:1\", \"c:1\"]}]");
        timers.advance(PERIOD);
        await(hosts("a", "c", "b"));

        Files.writeString(first, "[{\"targets\": oops");
        timers.advance(PERIOD);
        await(l -> discovery.problems() == 1 && hosts("a", "c", "b").test(l));

        Files.delete(first);
        timers.advance(PERIOD);
        await(hosts("b"));
        discovery.stop();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void anAddressIsAskedAgainAndItsSilenceLeavesWhatItSaid() throws Exception {
        // Given
        String[] body = {"[{\"targets\": [\"a:1\"]}]"};
        HttpServer server = vertx.createHttpServer()
                .requestHandler(r -> r.response()
                        .setStatusCode(body[0].isEmpty() ? 500 : 200)
                        .end(body[0]))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/targets");
        Discovery discovery = new Discovery(List.of(), List.of(url), vertx, client, found::add);

        // When, Then
        discovery.start(timers, PERIOD);
        await(hosts("a"));

        body[0] = "";
        timers.advance(PERIOD);
        while (discovery.problems() == 0) {
            Thread.onSpinWait();
        }
        // What went wrong may have cost the connection, and with it one more look.
        body[0] = "[{\"targets\": [\"b:1\"]}]";
        for (int looks = 0; looks < 50 && discovery.problems() > 0; looks++) {
            timers.advance(PERIOD);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        await(l -> hosts("b").test(l) && discovery.problems() == 0);
        discovery.stop();
    }

    private void await(Predicate<List<ScrapeTarget>> as) throws InterruptedException {
        List<ScrapeTarget> last = List.of();
        for (int tries = 0; tries < 50; tries++) {
            List<ScrapeTarget> next = found.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("found after " + last).isNotNull();
            last = next;
            if (as.test(next)) {
                return;
            }
        }
        assertThat(as.test(last)).as("found at last: " + last).isTrue();
    }

    private static Predicate<List<ScrapeTarget>> hosts(String... hosts) {
        return l -> l.stream().map(t -> t.url().getHost()).toList().equals(List.of(hosts));
    }

    private static List<ScrapeTarget> parse(String text) {
        return TargetList.parse("list.json", text.getBytes(StandardCharsets.UTF_8));
    }
}
