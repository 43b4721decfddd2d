package dev.sluice.security;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A certified OpenID provider, as a process of its own; it ends with its standard input, should this JVM be killed. */
public final class OpenIdPeer implements QuarkusTestResourceLifecycleManager {

    private static final Path FRONTEND = Path.of("frontend").toAbsolutePath();
    private static final Path SECRET = Path.of("target", "openid-test", "secret");

    private @Nullable Process process;

    @Override
    public Map<String, String> start() {
        try {
            if (!Files.isDirectory(FRONTEND.resolve("node_modules/oidc-provider"))) {
                install();
            }
            var secret = Secret.make();
            Files.createDirectories(SECRET.getParent());
            Files.writeString(SECRET, secret + "\n");
            var node = new ProcessBuilder("node", "test/openid-provider.mjs", secret)
                    .directory(FRONTEND.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process = node;
            return Map.of(
                    "sluice.security.oidc.issuer", issuer(node),
                    "sluice.security.oidc.client-secret-file", SECRET.toString(),
                    "sluice.security.oidc.title", "Example ID",
                    "sluice.security.oidc.scopes", "openid,profile,groups",
                    "sluice.security.oidc.roles.sre", "operator");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install() throws IOException {
        var npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(FRONTEND.toFile())
                .inheritIO()
                .start();
        try {
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                throw new IOException("npm ci failed in " + FRONTEND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String issuer(Process process) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("issuer ")) {
                return line.substring("issuer ".length());
            }
        }
        throw new IOException("the OpenID provider did not start");
    }

    @Override
    public void stop() {
        if (process != null) {
            process.destroy();
        }
    }
}
