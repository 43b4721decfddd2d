package dev.sluice.security;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * At each start: a fresh admin token for the command line of whoever runs the server, in a file that only they can read,
 * and a one-time sign-in link on standard output. The token of the last start, still in that file, is revoked.
 */
@Singleton
class LocalAdmin {

    static final String SUBJECT = "local";

    private static final Logger LOG = Logger.getLogger(LocalAdmin.class);

    private final CredentialStore credentials;
    private final SignInLinks links;
    private final SecurityConfig config;
    private final HttpServer server;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicReference<@Nullable Cancellable> running = new AtomicReference<>();

    LocalAdmin(CredentialStore credentials, SignInLinks links, SecurityConfig config, HttpServer server) {
        this.server = server;
        this.credentials = credentials;
        this.links = links;
        this.config = config;
    }

    void onHttp(@ObservesAsync HttpServerStart started) {
        begin("http", started.options().getHost(), server.getPort());
    }

    void onHttps(@ObservesAsync HttpsServerStart started) {
        begin("https", started.options().getHost(), server.getSecurePort());
    }

    private void begin(String scheme, String host, int port) {
        if (!config.localAdmin() || !begun.compareAndSet(false, true)) {
            return;
        }
        var address = address(scheme, host, port);
        var file = new ContextFile(Path.of(config.contextFile()));
        running.set(prepare(file, address)
                .subscribe()
                .with(
                        link -> System.out.println("Sign in once with " + link),
                        failure -> LOG.warnf(
                                "The command line on this machine has no credential: %s; set sluice.security.context-file"
                                        + " to a file that can be written.",
                                failure.getMessage())));
    }

    private Uni<String> prepare(ContextFile file, String address) {
        return Uni.createFrom()
                .item(file::token)
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .chain(old -> old.map(credentials::revokeSecret)
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .chain(() -> credentials.issue(SUBJECT, Set.of(Roles.ADMIN), Optional.empty()))
                .emitOn(Infrastructure.getDefaultExecutor())
                .invoke(token -> file.write(address, token))
                .chain(() -> links.link(SUBJECT, config.publicUrl().orElse(address)))
                .map(link -> link.url());
    }

    @PreDestroy
    void stop() {
        var last = running.getAndSet(null);
        if (last != null) {
            last.cancel();
        }
    }

    /** How this machine reaches the server; one bound to every address is reached by loopback. */
    static String address(String scheme, String host, int port) {
        var reachable = "0.0.0.0".equals(host) || "::".equals(host) ? "127.0.0.1" : host;
        var bracketed = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return scheme + "://" + bracketed + ":" + port;
    }
}
