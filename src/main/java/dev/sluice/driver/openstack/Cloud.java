package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.HttpCalls.Answer;
import dev.sluice.driver.HttpCalls.Request;
import dev.sluice.driver.TimeLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls to the services of one cloud: at the right address, in a version that both sides know, with a token that is good.
 *
 * <p>A token that a service refuses is replaced and the call made once more. A service that is overloaded or broken (429, 500,
 * 502, 503, 504) is asked again a few times with growing pauses, or after the time that it names; a change only when the
 * answer says that it was not taken up (429, 503) and it may be repeated (PUT, DELETE).
 */
final class Cloud {

    /** Reads beyond this are given up, per attempt. */
    private static final Duration READ = Duration.ofSeconds(8);

    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final HttpCalls calls;
    private final Keystone keystone;
    private final Where where;
    private final Duration change;
    private final TimeLimit limits;
    private final Map<Api, Endpoint> endpoints = new ConcurrentHashMap<>();

    /** @param change how long a change may take until its outcome counts as unknown */
    Cloud(HttpCalls calls, Keystone keystone, Where where, Duration change, TimeLimit limits) {
        this.calls = calls;
        this.keystone = keystone;
        this.where = where;
        this.change = change;
        this.limits = limits;
    }

    /** The two services that the driver speaks to, with the versions that it was written for. */
    enum Api {
        /** Nova. 2.53 is the first that names services and hypervisors by their UUIDs (Pike, 2017). */
        COMPUTE("compute", 2, 53, 93),
        /** Placement. All that is used is there from the first on. */
        PLACEMENT("placement", 1, 0, 39);

        private final String type;
        private final int major;
        private final int leastMinor;
        private final int bestMinor;

        Api(String type, int major, int leastMinor, int bestMinor) {
            this.type = type;
            this.major = major;
            this.leastMinor = leastMinor;
            this.bestMinor = bestMinor;
        }

        private Microversion least() {
            return new Microversion(major, leastMinor);
        }

        private Microversion best() {
            return new Microversion(major, bestMinor);
        }
    }

    /**
     * Where the services are.
     *
     * @param face which of the catalog's addresses: public, internal or admin
     * @param fixed addresses that are used instead of the catalog's
     */
    record Where(String face, Optional<String> region, Map<Api, String> fixed) {

        Where {
            fixed = Map.copyOf(fixed);
        }
    }

    private record Endpoint(String url, Microversion version) {}

    /** GET, JSON back. */
    Uni<JsonNode> get(Api api, String path) {
        return answer(api, HttpMethod.GET, path, Optional.empty(), Optional.empty());
    }

    /** GET in a version other than the negotiated one, where that one's answer would cost more or say less. */
    Uni<JsonNode> get(Api api, String path, Microversion version) {
        return answer(api, HttpMethod.GET, path, Optional.empty(), Optional.of(version));
    }

    /** A change. What comes back is missing where the service has nothing to say. */
    Uni<JsonNode> change(Api api, HttpMethod method, String path, Optional<JsonNode> body) {
        return answer(api, method, path, body, Optional.empty());
    }

    private Uni<JsonNode> answer(
            Api api, HttpMethod method, String path, Optional<JsonNode> body, Optional<Microversion> version) {
        boolean changes = !method.equals(HttpMethod.GET);
        return withToken(api, token -> endpoint(api, token).chain(endpoint -> {
                    Request request = new Request(
                            method,
                            URI.create(endpoint.url + path),
                            headers(api, version.orElse(endpoint.version), token),
                            body,
                            changes ? change : READ,
                            changes);
                    return patiently(request, 1).map(answer -> new Exchange(request, answer));
                }))
                .map(exchange -> {
                    if (exchange.answer.status() == 406) {
                        // The service was replaced by another version; the next call asks which.
                        endpoints.remove(api);
                    }
                    return judged(exchange);
                });
    }

    private record Exchange(Request request, Answer answer) {}

    private JsonNode judged(Exchange exchange) {
        calls.judge(exchange.request, exchange.answer, ErrorWords.of(exchange.answer))
                .ifPresent(failure -> {
                    throw failure;
                });
        return exchange.request.changes() ? exchange.answer.json() : calls.parsed(exchange.request, exchange.answer);
    }

    // --- Tokens ------------------------------------------------------------------------------------------------------

    private interface Call {
        Uni<Exchange> with(Keystone.Token token);
    }

    private Uni<Exchange> withToken(Api api, Call call) {
        return keystone.token().chain(token -> call.with(token).chain(first -> {
            if (first.answer.status() != 401) {
                return Uni.createFrom().item(first);
            }
            keystone.reject(token);
            return keystone.token().chain(call::with).invoke(second -> {
                if (second.answer.status() == 401) {
                    throw new DriverFailure.Unavailable(
                            "the " + api.type + " service at " + second.request.uri()
                                    + " refuses a token that Keystone has just given; its own sign-in at Keystone, or a"
                                    + " clock, is wrong",
                            null);
                }
            });
        }));
    }

    private static Map<String, String> headers(Api api, Microversion version, Keystone.Token token) {
        return Map.of("X-Auth-Token", token.text(), "OpenStack-API-Version", api.type + " " + version);
    }

    // --- Patience ----------------------------------------------------------------------------------------------------

    private Uni<Answer> patiently(Request request, int attempt) {
        return calls.exchange(request).chain(answer -> {
            Optional<Duration> pause = attempt < ATTEMPTS && mayRepeat(request, answer.status())
                    ? pause(attempt, answer.retryAfter())
                    : Optional.empty();
            return pause.map(delay -> limits.pause(delay).chain(() -> patiently(request, attempt + 1)))
                    .orElseGet(() -> Uni.createFrom().item(answer));
        });
    }

    private static boolean mayRepeat(Request request, int status) {
        boolean notTaken = status == 429 || status == 503;
        if (!request.changes()) {
            return notTaken || status == 500 || status == 502 || status == 504;
        }
        return notTaken
                && (request.method().equals(HttpMethod.PUT) || request.method().equals(HttpMethod.DELETE));
    }

    /** Empty when the service asks for more patience than a call has; whoever called comes back later. */
    static Optional<Duration> pause(int attempt, Optional<Duration> asked) {
        Duration growing = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
        Duration pause = asked.filter(time -> time.compareTo(growing) > 0).orElse(growing);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? Optional.empty() : Optional.of(pause);
    }

    // --- Addresses and versions --------------------------------------------------------------------------------------

    private Uni<Endpoint> endpoint(Api api, Keystone.Token token) {
        Endpoint known = endpoints.get(api);
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        return Uni.createFrom()
                .item(() -> Optional.ofNullable(where.fixed.get(api))
                        .orElseGet(() -> token.catalog().url(api.type, where.face, where.region)))
                .chain(url -> {
                    Request request = new Request(
                            HttpMethod.GET,
                            URI.create(url + "/"),
                            Map.of("X-Auth-Token", token.text()),
                            Optional.empty(),
                            READ,
                            false);
                    return patiently(request, 1).map(answer -> {
                        calls.judge(request, answer, ErrorWords.of(answer)).ifPresent(failure -> {
                            throw failure;
                        });
                        return negotiated(api, url, calls.parsed(request, answer));
                    });
                })
                .invoke(found -> endpoints.put(api, found));
    }

    /** From what a service says of itself: one {@code version}, or {@code versions} at an address above it. */
    private static Endpoint negotiated(Api api, String url, JsonNode root) {
        JsonNode version = root.path("version");
        String address = url;
        for (JsonNode candidate : root.path("versions")) {
            if (api == Api.PLACEMENT || "v2.1".equals(candidate.path("id").asText())) {
                version = candidate;
                address = api == Api.PLACEMENT ? url : url + "/v2.1";
            }
        }
        Optional<Microversion> most = Microversion.parse(
                version.path("max_version").asText(version.path("version").asText()));
        if (most.isEmpty()) {
            throw new DriverFailure.Unavailable(
                    "what answers at " + url + " does not say which versions of the " + api.type
                            + " API it speaks; is that its address?",
                    null);
        }
        if (most.get().compareTo(api.least()) < 0) {
            throw new DriverFailure.Unavailable(
                    "the " + api.type + " API at " + url + " speaks up to version " + most.get() + ", Sluice needs "
                            + api.least() + "; upgrade it",
                    null);
        }
        return new Endpoint(address, most.get().compareTo(api.best()) < 0 ? most.get() : api.best());
    }
}
