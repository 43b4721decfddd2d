package dev.sluice.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
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
 *
 * <p>{@link #exchange} leaves the judgement of a status to the caller, who may know better; {@link #judge} is the rule above.
 * Sentences name the address and the framework's words, never a header or what was sent.
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
        this(vertx, timers, peer, Optional.empty());
    }

    /** @param caFile PEM of the authorities that https peers are trusted by; the JDK's own when empty */
    public HttpCalls(Vertx vertx, Timers timers, String peer, Optional<Path> caFile) {
        // A connection that has been idle for long is likely dead at the other end; a fresh one is cheap.
        HttpClientOptions options =
                new HttpClientOptions().setKeepAliveTimeout(10).setMaxPoolSize(20);
        caFile.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.client = vertx.createHttpClient(options);
        this.limits = new TimeLimit(timers);
        this.peer = peer;
    }

    /**
     * One request.
     *
     * @param changes whether it may change something at the peer, so that a lost answer leaves doubt
     */
    public record Request(
            HttpMethod method,
            URI uri,
            Map<String, String> headers,
            Optional<JsonNode> body,
            Duration limit,
            boolean changes) {

        public Request {
            headers = Map.copyOf(headers);
        }

        static Request get(URI uri, Duration limit) {
            return new Request(HttpMethod.GET, uri, Map.of(), Optional.empty(), limit, false);
        }

        /** Without headers and body, for they may hold secrets. */
        @Override
        public String toString() {
            return method + " " + uri;
        }
    }

    /** What came back, whatever its status. */
    public static final class Answer {

        private final int status;
        private final MultiMap headers;
        private final String body;

        private Answer(HttpClientResponse response, Buffer body) {
            this.status = response.statusCode();
            this.headers = response.headers();
            this.body = body.toString("UTF-8");
        }

        public int status() {
            return status;
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /** How long the peer asks to be left alone, where it says so in seconds. */
        public Optional<Duration> retryAfter() {
            return header("Retry-After")
                    .filter(text -> text.matches("[0-9]{1,5}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        }

        public String text() {
            return body;
        }

        /** The body as JSON where it is an object or an array, else missing. */
        public JsonNode json() {
            try {
                JsonNode parsed = JSON.readTree(body);
                return parsed.isContainerNode() ? parsed : MissingNode.getInstance();
            } catch (JsonProcessingException somethingElse) {
                return MissingNode.getInstance();
            }
        }
    }

    /** GET, JSON back. */
    public Uni<JsonNode> json(URI uri, Duration limit) {
        Request request = Request.get(uri, limit);
        return judged(request).map(answer -> parsed(request, answer));
    }

    /** GET, text back, whatever its type. */
    public Uni<String> text(URI uri, Duration limit) {
        return judged(Request.get(uri, limit)).map(answer -> answer.body);
    }

    /** POST that changes something. Completes when the framework has accepted it. */
    public Uni<Void> post(URI uri, Optional<JsonNode> body, Duration limit) {
        return judged(new Request(HttpMethod.POST, uri, Map.of(), body, limit, true))
                .replaceWithVoid();
    }

    /** Sends one request; every status is an answer. Fails only when none came. */
    public Uni<Answer> exchange(Request request) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method)
                .setAbsoluteURI(request.uri.toString())
                // What headers prove is for this peer, and not for whom it points to.
                .setFollowRedirects(request.method.equals(HttpMethod.GET) && request.headers.isEmpty())
                .putHeader("Accept", "application/json, */*;q=0.1")
                .setConnectTimeout(CONNECT.toMillis());
        request.headers.forEach(options::putHeader);
        return Uni.createFrom().deferred(() -> {
            // Set once the request is on its way: from then on a change may have been heard.
            AtomicBoolean sent = new AtomicBoolean();
            Uni<Answer> exchange = connected(options)
                    .chain(connection -> {
                        sent.set(true);
                        return send(connection, request.body)
                                .chain(response -> response.body().map(body -> new Answer(response, body)))
                                .onCancellation()
                                .invoke(connection::reset);
                    })
                    .onFailure()
                    .transform(failure -> lost(request, words(failure), sent.get(), failure));
            return limits.within(
                    request.limit,
                    exchange,
                    () -> lost(request, "no answer within " + request.limit.toSeconds() + " s", sent.get(), null));
        });
    }

    /**
     * What a status says: nothing below 400, else the failure that it stands for.
     *
     * @param said the framework's own words, for people
     */
    public Optional<DriverFailure> judge(Request request, Answer answer, String said) {
        int status = answer.status;
        if (status < 400) {
            return Optional.empty();
        }
        String line = shortened(said);
        String sentence = peer + " at " + request.uri + " answered " + status + (line.isEmpty() ? "" : ": " + line);
        return Optional.of(
                switch (status) {
                    case 404 -> new DriverFailure.NotFound(sentence);
                    case 429, 502, 503 -> new DriverFailure.Unavailable(sentence, null);
                    default -> {
                        if (status < 500) {
                            yield new DriverFailure.Refused(sentence);
                        }
                        yield request.changes
                                ? new DriverFailure.OutcomeUnknown(sentence, null)
                                : new DriverFailure.Unavailable(sentence, null);
                    }
                });
    }

    private Uni<Answer> judged(Request request) {
        return exchange(request)
                .invoke(answer -> judge(request, answer, answer.body).ifPresent(failure -> {
                    throw failure;
                }));
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

    private DriverFailure lost(Request request, String why, boolean sent, @Nullable Throwable cause) {
        String sentence = peer + " at " + request.uri + ": " + why;
        return sent && request.changes
                ? new DriverFailure.OutcomeUnknown(sentence + "; it may have taken effect", cause)
                : new DriverFailure.Unavailable(sentence, cause);
    }

    /** The answer as JSON; fails with Unavailable when it is something else. */
    public JsonNode parsed(Request request, Answer answer) {
        String type = answer.header("Content-Type").orElse("no type").toLowerCase(Locale.ROOT);
        if (!type.contains("json")) {
            throw new DriverFailure.Unavailable(
                    peer + " at " + request.uri + " answered " + type + " instead of JSON; is its url right?", null);
        }
        try {
            return JSON.readTree(answer.body);
        } catch (JsonProcessingException malformed) {
            throw new DriverFailure.Unavailable(
                    peer + " at " + request.uri + " answered JSON that does not parse: "
                            + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String shortened(String body) {
        String line = body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        return line.length() > WORDS ? line.substring(0, WORDS) + "…" : line;
    }
}
