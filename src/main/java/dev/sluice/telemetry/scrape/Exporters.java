package dev.sluice.telemetry.scrape;

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
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Gets pages over HTTP, with one bounded pool of connections; bounded in time and bytes. */
final class Exporters {

    private final HttpClient client;
    private final Vertx vertx;
    private final long timeoutMs;
    private final int maxPage;

    Exporters(Vertx vertx, int maxConnections, Duration timeout, int maxPage) {
        this.vertx = vertx;
        this.timeoutMs = timeout.toMillis();
        this.maxPage = maxPage;
        // The pool is per host and port in Vert.x: one connection each; waiting requests are bounded by the targets.
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(1)
                .setMaxWaitQueueSize(maxConnections)
                .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeoutMs))
                .setKeepAlive(true)
                .setDecompressionSupported(true));
    }

    /** A page, unpacked. */
    record Page(Buffer bytes, boolean openMetrics) {}

    /** The page, or a failure whose message is for people; never later than the time-out. */
    Future<Page> get(ScrapeTarget target) {
        Promise<Page> page = Promise.promise();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(target.url().getHost())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(target.path())
                .putHeader("Accept", "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5")
                .putHeader("Accept-Encoding", "gzip")
                .putHeader("User-Agent", "sluice");
        Future<HttpClientRequest> request = client.request(options);
        long timer = vertx.setTimer(timeoutMs, t -> {
            page.tryFail("no full answer within " + timeoutMs + " ms");
            request.onSuccess(r -> r.reset());
        });
        request.compose(HttpClientRequest::send)
                .onSuccess(response -> read(response, page))
                .onFailure(e -> page.tryFail(Optional.ofNullable(e.getMessage()).orElse(e.toString())));
        return page.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    void close() {
        client.close();
    }

    private void read(HttpClientResponse response, Promise<Page> page) {
        if (response.statusCode() != 200) {
            response.request().reset();
            page.tryFail("answered " + response.statusCode() + ' ' + response.statusMessage());
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
                .exceptionHandler(
                        e -> page.tryFail(Optional.ofNullable(e.getMessage()).orElse(e.toString())))
                .endHandler(end -> page.tryComplete(new Page(bytes, type.startsWith("application/openmetrics-text"))));
    }
}
