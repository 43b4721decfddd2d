package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.HttpCalls.Answer;
import dev.sluice.driver.HttpCalls.Request;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one token: got at the first need, renewed before it expires, and given up when a service refuses it.
 *
 * <p>At most one sign-in is under way at a time. Credentials that were refused are not tried again for {@link #REST}, for
 * Keystone may lock an account that fails too often. That is {@code Unavailable} and not {@code Refused}: nothing has happened
 * in the cloud, and once somebody has mended the credentials everything goes on from where it was.
 */
final class Keystone {

    /** How long refused credentials are left alone. */
    static final Duration REST = Duration.ofSeconds(30);

    /** A token is renewed this long before its end, or in the last quarter of its life, whichever is shorter. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final HttpCalls calls;
    private final String url;
    private final Credentials credentials;
    private final Clock clock;

    private @Nullable Token current;
    private @Nullable Uni<Token> asking;
    private @Nullable Rejection rejection;

    /** @param url of Keystone, with or without {@code /v3} */
    Keystone(HttpCalls calls, String url, Credentials credentials, Clock clock) {
        this.calls = calls;
        this.url = url.endsWith("/v3") ? url : url + "/v3";
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * What services accept as proof of who asks.
     *
     * @param renewFrom from when on a new one is asked for
     * @param end from when on it is worth nothing
     */
    record Token(String text, Instant renewFrom, Instant end, Catalog catalog) {

        /** Without the text, which is a secret. */
        @Override
        public String toString() {
            return "a token until " + end;
        }
    }

    private record Rejection(DriverFailure failure, Instant until) {}

    Uni<Token> token() {
        return Uni.createFrom().deferred(() -> {
            synchronized (this) {
                Instant now = clock.instant();
                Token kept = current;
                if (kept != null && now.isBefore(kept.renewFrom)) {
                    return Uni.createFrom().item(kept);
                }
                Rejection lately = rejection;
                if (lately != null && now.isBefore(lately.until)) {
                    return Uni.createFrom().failure(lately.failure);
                }
                if (asking == null) {
                    asking = ask().onFailure(DriverFailure.class)
                            .recoverWithUni(failure -> stillGood(kept)
                                    ? Uni.createFrom().item(kept)
                                    : Uni.createFrom().failure(failure))
                            .onTermination()
                            .invoke(this::answered)
                            .memoize()
                            .indefinitely();
                }
                return asking;
            }
        });
    }

    /** A service does not accept it, though it should be good: the next {@link #token} is another. */
    synchronized void reject(Token refused) {
        if (refused.equals(current)) {
            current = null;
        }
    }

    private boolean stillGood(@Nullable Token token) {
        return token != null && clock.instant().isBefore(token.end);
    }

    private synchronized void answered() {
        asking = null;
    }

    private Uni<Token> ask() {
        return credentials.secret().read().chain(secret -> {
            Request request = new Request(
                    HttpMethod.POST,
                    URI.create(url + "/auth/tokens"),
                    Map.of(),
                    Optional.of(credentials.body(secret)),
                    LIMIT,
                    false);
            return calls.exchange(request).map(answer -> accepted(request, answer));
        });
    }

    private synchronized Token accepted(Request request, Answer answer) {
        if (answer.status() == 401 || answer.status() == 403) {
            DriverFailure refused = new DriverFailure.Unavailable(
                    "Keystone at " + url + " does not accept the credentials of " + credentials.who() + ": "
                            + ErrorWords.of(answer) + " Check them; they are tried again after " + REST.toSeconds()
                            + " s",
                    null);
            rejection = new Rejection(refused, clock.instant().plus(REST));
            throw refused;
        }
        calls.judge(request, answer, ErrorWords.of(answer)).ifPresent(failure -> {
            throw failure instanceof DriverFailure.Unavailable
                    ? failure
                    : new DriverFailure.Unavailable(failure.getMessage() + "; is the url Keystone's?", failure);
        });
        JsonNode token = calls.parsed(request, answer).path("token");
        Optional<String> text = answer.header("X-Subject-Token");
        if (text.isEmpty() || !token.isObject()) {
            throw new DriverFailure.Unavailable(
                    "what answers at " + url + " gives no token; is the url Keystone's?", null);
        }
        rejection = null;
        Token fresh = token(text.get(), token);
        current = fresh;
        return fresh;
    }

    /** Its life is counted from now by this machine's clock, which need not agree with Keystone's. */
    private Token token(String text, JsonNode token) {
        Duration life = Duration.ofHours(1);
        try {
            life = Duration.between(
                    Instant.parse(token.path("issued_at").asText()),
                    Instant.parse(token.path("expires_at").asText()));
        } catch (DateTimeParseException unstated) {
            // An hour is Keystone's own default; a token that ends sooner is found out by a 401.
        }
        Duration quarter = life.dividedBy(4);
        Instant end = clock.instant().plus(life);
        Instant renewFrom = end.minus(quarter.compareTo(AHEAD) < 0 ? quarter : AHEAD);
        return new Token(text, renewFrom, end, Catalog.of(token.path("catalog")));
    }
}
