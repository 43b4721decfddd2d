package dev.sluice.telemetry;

import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.intake.Intake.Version;
import dev.sluice.telemetry.intake.WriteResult;
import dev.sluice.telemetry.intake.WriteResult.Written;
import dev.sluice.telemetry.wire.Malformed;
import dev.sluice.telemetry.wire.SnappyBlock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Prometheus remote write, 1.0 and 2.0: {@code POST /api/v1/write}.
 *
 * <p>204: all is stored or left out on purpose. 400: some is refused for good, the rest is stored; the body names the first
 * bad series. 413: larger than the cap. 415: another message or encoding. 503: too much at once, send it again.
 *
 * <p>A route and not a resource, since it takes more requests than all others together: a third of what one of 2,000 samples
 * costs would go into the layers between. Who may is in {@code application.properties}.
 */
@Singleton
final class RemoteWriteRoute {

    /** Up to this many bytes are decoded where they arrive: a worker would cost more than it takes. */
    private static final int AT_ONCE = 1 << 20;

    private static final String RETRY_SECONDS = "5";
    private static final String BUSY = "too much is coming in at once, send it again later";

    private final Intake intake;
    private final Vertx vertx;
    private final int maxPacked;

    RemoteWriteRoute(Intake intake, Vertx vertx, TelemetryConfig config) {
        this.intake = intake;
        this.vertx = vertx;
        // Snappy never makes a block much larger than what is in it.
        this.maxPacked = (int) Math.min(1 << 30, config.write().maxUnpacked().asLongValue() + (1 << 16));
    }

    void register(@Observes Router router) {
        router.post("/api/v1/write").handler(this::take);
    }

    private void take(RoutingContext rc) {
        var headers = rc.request().headers();
        switch (RemoteWriteMessage.of(
                headers.get(HttpHeaders.CONTENT_TYPE), headers.get(HttpHeaders.CONTENT_ENCODING))) {
            case RemoteWriteMessage.Unsupported no -> {
                rc.request().resume();
                text(rc.response(), 415, no.reason());
            }
            case RemoteWriteMessage.Supported yes ->
                RequestBody.gather(rc.request(), intake, maxPacked, outcome -> answer(rc, yes.version(), outcome));
        }
    }

    private void answer(RoutingContext rc, Version version, RequestBody.Outcome outcome) {
        switch (outcome) {
            case RequestBody.TooLarge ignored ->
                text(
                        told(rc.response(), version, Written.NOTHING),
                        413,
                        "the body is larger than sluice.telemetry.write.max-unpacked; send smaller batches");
            case RequestBody.NoRoom ignored -> busy(rc, version);
            case RequestBody.Whole whole -> decode(rc, version, whole.bytes());
        }
    }

    private void decode(RoutingContext rc, Version version, byte[] body) {
        int unpacked;
        try {
            unpacked = SnappyBlock.claimedLength(body, body.length);
        } catch (Malformed e) {
            // The intake says the same, and counts it.
            unpacked = 0;
        }
        long room = unpacked;
        if (!intake.reserve(room)) {
            busy(rc, version);
            return;
        }
        Future<WriteResult> result = unpacked <= AT_ONCE
                ? Future.succeededFuture(intake.write(version, body))
                : vertx.executeBlocking(() -> intake.write(version, body), false);
        result.onComplete(done -> intake.release(room))
                .onSuccess(taken -> answer(rc.response(), version, taken))
                .onFailure(rc::fail);
    }

    private static void answer(HttpServerResponse response, Version version, WriteResult result) {
        switch (result) {
            case WriteResult.Done done ->
                told(response, version, done.written()).setStatusCode(204).end();
            case WriteResult.Refused refused ->
                text(told(response, version, refused.written()), 400, refused.reason() + "; what is good is stored");
            case WriteResult.Broken broken ->
                text(told(response, version, broken.written()), 400, broken.reason() + "; what came before is stored");
            case WriteResult.TooLarge large -> text(told(response, version, Written.NOTHING), 413, large.reason());
        }
    }

    private static void busy(RoutingContext rc, Version version) {
        text(
                told(rc.response(), version, Written.NOTHING).putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS),
                503,
                BUSY);
    }

    private static void text(HttpServerResponse response, int status, String reason) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8")
                .end(reason + ".\n");
    }

    private static HttpServerResponse told(HttpServerResponse response, Version version, Written written) {
        return switch (version) {
            case V1 -> response;
            case V2 ->
                response.putHeader("X-Prometheus-Remote-Write-Samples-Written", "" + written.samples())
                        .putHeader("X-Prometheus-Remote-Write-Histograms-Written", "" + written.histograms())
                        .putHeader("X-Prometheus-Remote-Write-Exemplars-Written", "" + written.exemplars());
        };
    }
}
