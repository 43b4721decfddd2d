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
import java.util.concurrent.CompletableFuture;

/**
 * The node's credential: got once for a join token, kept in the state folder, readable by its owner only.
 *
 * <p>A token is tried until the server has answered it; a new one in the token file renews the credential.
 */
final class Enrolment {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The server has looked at the token and said no. */
    static final class JoinRefused extends IOException {
        private static final long serialVersionUID = 1;

        JoinRefused(String message) {
            super(message);
        }
    }

    private final HttpClient http;
    private final AgentFile file;
    private final Path credentialFile;
    private final Path usedFile;
    private volatile Optional<String> credential;

    private Enrolment(HttpClient http, AgentFile file, Path credentialFile, Optional<String> credential) {
        this.http = http;
        this.file = file;
        this.credentialFile = credentialFile;
        this.usedFile = credentialFile.resolveSibling("token-used");
        this.credential = credential;
    }

    static Enrolment open(HttpClient http, AgentFile file) throws IOException {
        Path credentialFile = file.state().resolve("credential");
        Optional<String> kept =
                DurableFile.read(credentialFile).map(String::strip).filter(text -> !text.isEmpty());
        return new Enrolment(http, file, credentialFile, kept);
    }

    Optional<String> credential() {
        return credential;
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

    /** Exchanges a token for this node's credential and keeps it. Fails with {@link JoinRefused} on a no. */
    CompletableFuture<Void> join(String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(file.server() + "/api/agents/join"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(Json.fields("token", token, "node", file.node()))))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .thenAccept(answer -> {
                    try {
                        keep(token, answer);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void keep(String token, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 == 2) {
            String secret = credentialIn(answer.body());
            DurableFile.write(credentialFile, secret + "\n");
            DurableFile.write(usedFile, digest(token) + "\n");
            credential = Optional.of(secret);
        } else if (answer.statusCode() / 100 == 4 && answer.statusCode() != 429) {
            DurableFile.write(usedFile, digest(token) + "\n");
            throw new JoinRefused(detail(answer));
        } else {
            throw new IOException("the server answered " + answer.statusCode() + " to the join");
        }
    }

    private static String credentialIn(String body) throws IOException {
        try {
            return Json.readObject(body)
                    .text("credential")
                    .orElseThrow(() -> new IllegalArgumentException("no credential in it"));
        } catch (IllegalArgumentException e) {
            throw new IOException("the answer to the join is no answer of a Sluice server: " + e.getMessage(), e);
        }
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
