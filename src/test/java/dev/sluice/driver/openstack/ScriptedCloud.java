package dev.sluice.driver.openstack;

import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.TimeLimit;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.driver.openstack.Cloud.Api;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpServer;
import io.vertx.mutiny.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keystone, Nova and placement that answer what a test says, for what no real cloud does when asked to. */
final class ScriptedCloud implements AutoCloseable {

    static final String PASSWORD = "open-sesame";

    final Vertx vertx = Vertx.vertx();
    final HandClock clock = new HandClock();

    /** Every request that a service got, as {@code GET /compute/os-services?…}; sign-ins are {@code SIGN-IN}. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** The pauses that the driver has made; they are not waited for. */
    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Deque<Failure> failures = new ArrayDeque<>();
    private final Set<String> good = Collections.synchronizedSet(new HashSet<>());
    private final Map<String, String> versions = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile boolean accepts = true;
    private volatile boolean away;
    private int tokens;

    ScriptedCloud() {
        server = vertx.createHttpServer().requestHandler(this::answer).listenAndAwait(0, "127.0.0.1");
        answer("GET /compute/", "{\"version\": {\"id\": \"v2.1\", \"version\": \"2.93\", \"min_version\": \"2.1\"}}");
        answer("GET /placement/", "{\"versions\": [{\"id\": \"v1.0\", \"max_version\": \"1.39\"}]}");
    }

    private record Failure(String path, int status, Map<String, String> headers) {}

    /** @param call method and path; a query is matched first with, then without */
    void answer(String call, String json) {
        answers.put(call, json);
    }

    /** The next {@code times} requests whose path contains that are answered with a failure. */
    synchronized void fail(String path, int times, int status, Map<String, String> headers) {
        for (int i = 0; i < times; i++) {
            failures.add(new Failure(path, status, headers));
        }
    }

    /** Every token so far is worth nothing any more. */
    void revokeTokens() {
        good.clear();
    }

    void acceptCredentials(boolean accept) {
        accepts = accept;
    }

    /** Keystone answers 503. */
    void keystoneAway(boolean gone) {
        away = gone;
    }

    long signIns() {
        return asked.stream().filter("SIGN-IN"::equals).count();
    }

    /** The version that came with the last request of that call. */
    Optional<String> version(String call) {
        return Optional.ofNullable(versions.get(call));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    Credentials credentials() {
        return new Credentials.Password("sluice", "Default", "service", "Default", new SecretSource.Given(PASSWORD));
    }

    Keystone keystone() {
        return new Keystone(calls(), url() + "/identity", credentials(), clock);
    }

    Cloud cloud() {
        return cloud(new Cloud.Where("public", Optional.empty(), Map.of()));
    }

    Cloud cloud(Cloud.Where where) {
        return new Cloud(calls(), keystone(), where, Duration.ofSeconds(10), new TimeLimit(timers()));
    }

    Cloud cloudAt(Map<Api, String> fixed) {
        return cloud(new Cloud.Where("public", Optional.empty(), fixed));
    }

    private HttpCalls calls() {
        return new HttpCalls(vertx, timers(), "openstack");
    }

    /** Short pauses are noted and not made; limits hold. */
    private Timers timers() {
        RealTimers real = new RealTimers(vertx);
        return new Timers() {
            @Override
            public Handle after(Duration delay, Runnable task) {
                if (delay.compareTo(Duration.ofSeconds(2)) > 0) {
                    return real.after(delay, task);
                }
                pauses.add(delay);
                return real.after(Duration.ofMillis(1), task);
            }

            @Override
            public Handle every(Duration period, Runnable task) {
                return real.every(period, task);
            }
        };
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/identity/v3/auth/tokens")) {
            signIn(request);
            return;
        }
        String call = request.method() + " " + request.path();
        asked.add(request.method() + " " + request.uri());
        Optional.ofNullable(request.getHeader("OpenStack-API-Version"))
                .ifPresent(version -> versions.put(call, version));
        Optional<Failure> failure = failure(request.path());
        String token = Optional.ofNullable(request.getHeader("X-Auth-Token")).orElse("none");
        if (failure.isPresent()) {
            failure.get().headers.forEach((name, value) -> request.response().putHeader(name, value));
            end(request, failure.get().status, "{\"computeFault\": {\"message\": \"something broke\"}}");
        } else if (!good.contains(token)) {
            end(request, 401, "{\"error\": {\"message\": \"The request you have made requires authentication.\"}}");
        } else {
            Map<String, String> known = new HashMap<>(answers);
            String json = known.getOrDefault(request.method() + " " + request.uri(), known.getOrDefault(call, ""));
            if (json.isEmpty()) {
                end(request, 404, "{\"itemNotFound\": {\"message\": \"no script for " + call + "\"}}");
            } else {
                end(request, 200, json);
            }
        }
    }

    private synchronized Optional<Failure> failure(String path) {
        Optional<Failure> first =
                failures.stream().filter(failure -> path.contains(failure.path)).findFirst();
        first.ifPresent(failures::remove);
        return first;
    }

    private void signIn(HttpServerRequest request) {
        asked.add("SIGN-IN");
        if (away) {
            end(request, 503, "");
            return;
        }
        if (!accepts) {
            end(request, 401, "{\"error\": {\"message\": \"The request you have made requires authentication.\"}}");
            return;
        }
        String token;
        synchronized (this) {
            token = "token-" + ++tokens;
        }
        good.add(token);
        request.response().putHeader("X-Subject-Token", token);
        end(
                request,
                201,
                "{\"token\": {\"issued_at\": \"2026-01-01T00:00:00.000000Z\", \"expires_at\":"
                        + " \"2026-01-01T01:00:00.000000Z\", \"catalog\": ["
                        + service("compute") + ", " + service("placement") + "]}}");
    }

    private String service(String type) {
        return "{\"type\": \"" + type
                + "\", \"endpoints\": [{\"interface\": \"public\", \"region_id\": \"one\", \"url\": \"" + url() + "/"
                + type + "\"}]}";
    }

    private static void end(HttpServerRequest request, int status, String json) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .endAndForget(json);
    }

    <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }

    List<String> askedFor(String part) {
        return new ArrayList<>(
                asked.stream().filter(call -> call.contains(part)).toList());
    }

    @Override
    public void close() {
        vertx.closeAndAwait();
    }

    /** A clock that goes when it is told to. */
    static final class HandClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
