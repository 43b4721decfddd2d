package dev.sluice.agent.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The node's credential: got once for a join token, kept in the state folder, readable by its owner only, and exchanged for a
 * new one before it expires. Called on the loop's thread.
 *
 * <p>A token is tried until a server has answered it; a new one in the token file renews the credential. Of a rotation the
 * server keeps the old credential good until the new one has been used, so an answer that is lost on its way costs nothing.
 */
final class Enrolment {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HttpResponse.BodyHandler<String> BODY =
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);

    /** The server has looked at the token and said no. */
    static final class JoinRefused extends IOException {
        private static final long serialVersionUID = 1;

        JoinRefused(String message) {
            super(message);
        }
    }

    /**
     * @param renewAt when to get a new one, in milliseconds since 1970; empty for never
     */
    private record Kept(String secret, OptionalLong renewAt) {

        static Kept of(String text) {
            Words words = new Words(text, 0);
            String secret = words.next();
            return new Kept(secret, words.more() ? OptionalLong.of(words.nextLong()) : OptionalLong.empty());
        }

        String text() {
            return secret + "\n" + (renewAt.isPresent() ? renewAt.getAsLong() + "\n" : "");
        }
    }

    private final HttpClient http;
    private final AgentFile file;
    private final LongSupplier millis;
    private final Path credentialFile;
    private final Path usedFile;
    private volatile Optional<Kept> kept;
    private CompletableFuture<Void> exchange = CompletableFuture.completedFuture(null);

    private Enrolment(HttpClient http, AgentFile file, LongSupplier millis) throws IOException {
        this.http = http;
        this.file = file;
        this.millis = millis;
        this.credentialFile = file.state().resolve("credential");
        this.usedFile = file.state().resolve("token-used");
        try {
            this.kept = DurableFile.read(credentialFile)
                    .filter(text -> !text.isBlank())
                    .map(Kept::of);
        } catch (IllegalArgumentException e) {
            throw new IOException(credentialFile + " is damaged; remove it and join with a new token", e);
        }
    }

    static Enrolment open(HttpClient http, AgentFile file, LongSupplier millis) throws IOException {
        return new Enrolment(http, file, millis);
    }

    /** From any thread. */
    Optional<String> credential() {
        return kept.map(Kept::secret);
    }

    /** Whether two thirds of the credential's life are over. */
    boolean isDue() {
        return kept.stream().flatMapToLong(k -> k.renewAt().stream()).anyMatch(at -> millis.getAsLong() >= at);
    }

    /** The token in the token file, unless it is the one that was answered before. */
    Optional<String> newToken() throws IOException {
        if (file.tokenFile().isEmpty() || !Files.exists(file.tokenFile().get())) {
            return Optional.empty();
        }
        Optional<String> used = DurableFile.read(usedFile).map(String::strip);
        return Optional.of(Files.readString(file.tokenFile().get()).strip())
                .filter(token -> !token.isEmpty())
                .filter(token -> used.filter(digest(token)::equals).isEmpty());
    }

    /**
     * Exchanges a token for this node's credential and keeps it; one exchange at a time, which several callers may wait for.
     * Fails with {@link JoinRefused} on a no.
     */
    CompletableFuture<Void> join(URI server, String token) {
        return once(() -> http.sendAsync(
                        request(server, "/api/agents/join")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        Json.write(Json.fields("token", token, "node", file.node()))))
                                .build(),
                        BODY)
                .thenAccept(answer -> joined(token, answer)));
    }

    /** Exchanges the credential for a new one, keeps that, and uses it once, which makes the old one void. */
    CompletableFuture<Void> rotate(URI server) {
        return once(() -> http.sendAsync(
                        authorized(server, "/api/agents/credential")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BODY)
                .thenAccept(this::rotated)
                .thenCompose(done -> http.sendAsync(
                        authorized(server, "/api/agents/credential").GET().build(), BODY))
                .thenAccept(answer -> {
                    if (answer.statusCode() / 100 != 2) {
                        Log.say("the new credential is kept and was not used yet: " + detail(answer));
                    }
                }));
    }

    private CompletableFuture<Void> once(Supplier<CompletableFuture<Void>> begin) {
        if (exchange.isDone()) {
            exchange = begin.get();
        }
        return exchange;
    }

    private static HttpRequest.Builder request(URI server, String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
    }

    private HttpRequest.Builder authorized(URI server, String path) {
        return request(server, path)
                .header("Authorization", "Bearer " + credential().orElse(""));
    }

    private void joined(String token, HttpResponse<String> answer) {
        try {
            if (answer.statusCode() / 100 == 2) {
                keep(answer.body());
                DurableFile.write(usedFile, digest(token) + "\n");
            } else if (answer.statusCode() / 100 == 4 && answer.statusCode() != 429) {
                DurableFile.write(usedFile, digest(token) + "\n");
                throw new JoinRefused(detail(answer));
            } else {
                throw new IOException("the server answered " + answer.statusCode() + " to the join");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rotated(HttpResponse<String> answer) {
        try {
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(detail(answer));
            }
            keep(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(String body) throws IOException {
        Kept next;
        try {
            Json.Obj json = Json.readObject(body);
            String secret =
                    json.text("credential").orElseThrow(() -> new IllegalArgumentException("no credential in it"));
            long seconds = json.wholeOr("expiresInSeconds", 0);
            next = new Kept(
                    secret,
                    seconds > 0 ? OptionalLong.of(millis.getAsLong() + seconds * 1000 / 3 * 2) : OptionalLong.empty());
        } catch (IllegalArgumentException e) {
            throw new IOException("the answer is none of a Sluice server: " + e.getMessage(), e);
        }
        DurableFile.write(credentialFile, next.text());
        kept = Optional.of(next);
    }

    /** The sentence of a problem body (RFC 9457), or the bare status. */
    private static String detail(HttpResponse<String> answer) {
        String status = "status " + answer.statusCode();
        try {
            return Json.readObject(answer.body()).text("detail").orElse(status);
        } catch (IllegalArgumentException e) {
            return status;
        }
    }

    private static String digest(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
