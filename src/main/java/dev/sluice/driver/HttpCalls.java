package dev.sluice.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP edge of a driver: each call ends within its time limit, with an answer or with one {@link DriverFailure}.
 *
 * <p>What went wrong decides which:
 *
 * <ul>
 *   <li>no connection, or a lost or late answer to a read → {@code Unavailable}: nothing happened;
 *   <li>a lost or late answer to a change, once the connection stood → {@code OutcomeUnknown}: it may have been heard;
 *   <li>429, 502, 503 → {@code Unavailable}; any other 5xx to a change → {@code OutcomeUnknown}, to a read → {@code
 *       Unavailable};
 *   <li>404 → {@code NotFound}; any other 4xx → {@code Refused}, with the framework's own words;
 *   <li>something else than JSON where JSON was asked for → {@code Unavailable}: some frameworks answer every unknown
 *       path with 200 and a page.
 * </ul>
 */
public final class HttpCalls {

    /** How long a connection may take before the peer counts as gone. */
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private static final int WORDS = 300;

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client;
    private final TimeLimit limits;
    private final String peer;

    /** @param peer how people know the framework, the subject of every failure's sentence, for example {@code spark} */
    public HttpCalls(Vertx vertx, Timers timers, String peer) {
        // A connection that has been idle for long is likely dead at the other end; a fresh one is cheap.
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(10).setMaxPoolSize(20));
        this.limits = new TimeLimit(timers);
        this.peer = peer;
    }

    /** GET, JSON back. */
    public Uni<JsonNode> json(URI uri, Duration limit) {
        return call(HttpMethod.GET, uri, Optional.empty(), limit, false).chain(reply -> parsed(uri, reply));
    }

    /** GET, text back, whatever its type. */
    public Uni<String> text(URI uri, Duration limit) {
        return call(HttpMethod.GET, uri, Optional.empty(), limit, false).map(reply -> reply.body);
    }

    /** POST that changes something. Completes when the framework has accepted it. */
    public Uni<Void> post(URI uri, Optional<JsonNode> body, Duration limit) {
        return call(HttpMethod.POST, uri, body, limit, true).replaceWithVoid();
    }

    private record Reply(int status, @Nullable String type, String body) {}

    private Uni<Reply> call(HttpMethod method, URI uri, Optional<JsonNode> body, Duration limit, boolean changes) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(uri.toString())
                .setFollowRedirects(!changes)
                .putHeader("Accept", "application/json, */*;q=0.1")
                .setConnectTimeout(CONNECT.toMillis());
        return Uni.createFrom().deferred(() -> {
            // Set once the request is on its way: from then on a change may have been heard.
            AtomicBoolean sent = new AtomicBoolean();
            Uni<Reply> exchange = connected(options)
                    .chain(request -> {
                        sent.set(true);
                        return send(request, body)
                                .chain(HttpCalls::read)
                                .onCancellation()
                                .invoke(request::reset);
                    })
                    .onFailure()
                    .transform(failure -> lost(uri, words(failure), changes && sent.get(), failure));
            return limits.within(
                            limit,
                            exchange,
                            () -> lost(
                                    uri, "no answer within " + limit.toSeconds() + " s", changes && sent.get(), null))
                    .invoke(reply -> judge(uri, reply, changes));
        });
    }

    /** A request on a connection. One that comes after the call was abandoned is given back, or the pool would run dry. */
    private Uni<HttpClientRequest> connected(RequestOptions options) {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean over = new AtomicBoolean();
            emitter.onTermination(() -> over.set(true));
            client.request(options)
                    .subscribe()
                    .with(
                            request -> {
                                // The answer's own failure says it; without this the client logs each one as well.
                                request.exceptionHandler(failure -> {});
                                if (over.get()) {
                                    request.reset();
                                } else {
                                    emitter.complete(request);
                                }
                            },
                            emitter::fail);
        });
    }

    private static Uni<HttpClientResponse> send(HttpClientRequest request, Optional<JsonNode> body) {
        if (body.isEmpty()) {
            return request.send();
        }
        request.putHeader("Content-Type", "application/json");
        return request.send(Buffer.buffer(body.get().toString()));
    }

    private static Uni<Reply> read(HttpClientResponse response) {
        return response.body()
                .map(body ->
                        new Reply(response.statusCode(), response.getHeader("Content-Type"), body.toString("UTF-8")));
    }

    private DriverFailure lost(URI uri, String why, boolean doubt, @Nullable Throwable cause) {
        String sentence = peer + " at " + uri + ": " + why;
        return doubt
                ? new DriverFailure.OutcomeUnknown(sentence + "; it may have taken effect", cause)
                : new DriverFailure.Unavailable(sentence, cause);
    }

    private void judge(URI uri, Reply reply, boolean changes) {
        int status = reply.status;
        if (status < 400) {
            return;
        }
        String sentence = peer + " at " + uri + " answered " + status + shortened(reply.body);
        throw switch (status) {
            case 404 -> new DriverFailure.NotFound(sentence);
            case 429, 502, 503 -> new DriverFailure.Unavailable(sentence, null);
            default -> {
                if (status < 500) {
                    yield new DriverFailure.Refused(sentence);
                }
                yield changes
                        ? new DriverFailure.OutcomeUnknown(sentence, null)
                        : new DriverFailure.Unavailable(sentence, null);
            }
        };
    }

    private Uni<JsonNode> parsed(URI uri, Reply reply) {
        String type = reply.type == null ? "no type" : reply.type.toLowerCase(Locale.ROOT);
        if (!type.contains("json")) {
            return Uni.createFrom()
                    .failure(new DriverFailure.Unavailable(
                            peer + " at " + uri + " answered " + type + " instead of JSON; is its url right?", null));
        }
        try {
            return Uni.createFrom().item(JSON.readTree(reply.body));
        } catch (JsonProcessingException malformed) {
            return Uni.createFrom()
                    .failure(new DriverFailure.Unavailable(
                            peer + " at " + uri + " answered JSON that does not parse: "
                                    + malformed.getOriginalMessage(),
                            malformed));
        }
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String shortened(String body) {
        String line = body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        if (line.isEmpty()) {
            return "";
        }
        return ": " + (line.length() > WORDS ? line.substring(0, WORDS) + "…" : line);
    }
}
