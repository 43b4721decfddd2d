package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import dev.sluice.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;

/** Gets pages over HTTP: so many at once and one connection per exporter, bounded in time and bytes. Thread-safe. */
final class Exporters {

    private final HttpClient client;
    private final Timers timers;
    private final Duration timeout;
    private final int maxPage;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Exporters(Vertx vertx, Timers timers, int maxConcurrent, Duration timeout, int maxPage) {
        this.timers = timers;
        this.timeout = timeout;
        this.maxPage = maxPage;
        this.free = maxConcurrent;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(1)
                .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                .setKeepAlive(true)
                .setDecompressionSupported(true));
    }

    /** A page, unpacked. */
    record Page(Buffer bytes, boolean openMetrics) {}

    /** The page, or a failure whose message is for people; once it is its turn, never later than the time-out. */
    Future<Page> get(ScrapeTarget target) {
        Promise<Page> page = Promise.promise();
        Runnable turn = () -> {
            page.future().onComplete(done -> passTurn());
            ask(target, "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5", page);
        };
        synchronized (waiting) {
            if (free == 0) {
                waiting.add(turn);
                return page.future();
            }
            free--;
        }
        turn.run();
        return page.future();
    }

    /** A list of exporters, or a failure whose message is for people. */
    Future<byte[]> list(URI url) {
        Promise<Page> page = Promise.promise();
        ask(new ScrapeTarget(new NodeId("list"), url), "application/json", page);
        return page.future().map(p -> p.bytes().getBytes());
    }

    private void passTurn() {
        Runnable next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }

    private void ask(ScrapeTarget target, String accept, Promise<Page> page) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(target.url().getHost())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(target.path())
                .putHeader("Accept", accept)
                .putHeader("Accept-Encoding", "gzip")
                .putHeader("User-Agent", "sluice");
        Future<HttpClientRequest> request = client.request(options);
        Timers.Handle timer = timers.after(timeout, () -> {
            page.tryFail("no full answer within " + timeout.toMillis() + " ms");
            request.onSuccess(HttpClientRequest::reset);
        });
        request.compose(HttpClientRequest::send)
                .onSuccess(response -> read(response, page))
                .onFailure(e -> page.tryFail(Optional.ofNullable(e.getMessage()).orElse(e.toString())));
        page.future().onComplete(done -> timer.cancel());
    }

    void close() {
        client.close();
    }

    private void read(HttpClientResponse response, Promise<Page> page) {
        response.exceptionHandler(
                e -> page.tryFail(Optional.ofNullable(e.getMessage()).orElse(e.toString())));
        if (response.statusCode() != 200) {
            page.tryFail("answered " + response.statusCode() + ' ' + response.statusMessage());
            response.request().reset();
            return;
        }
        String type = Optional.ofNullable(response.getHeader("Content-Type"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
        Buffer bytes = Buffer.buffer();
        response.handler(part -> {
                    if (bytes.length() + part.length() > maxPage) {
                        page.tryFail(
                                "the page is larger than " + maxPage + " bytes (sluice.telemetry.scrape.max-page)");
                        response.request().reset();
                    } else {
                        bytes.appendBuffer(part);
                    }
                })
                .endHandler(end -> page.tryComplete(new Page(bytes, type.startsWith("application/openmetrics-text"))));
    }
}
