package dev.sluice.security;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * At each start, where a file for it is named: a fresh token that may only look, for a Prometheus that scrapes this server.
 * The token of the last start, still in that file, is revoked.
 */
@Singleton
class MetricsToken {

    static final String SUBJECT = "metrics";

    private static final Logger LOG = Logger.getLogger(MetricsToken.class);

    private final CredentialStore credentials;
    private final Optional<Path> file;
    private final AtomicReference<@Nullable Cancellable> running = new AtomicReference<>();

    MetricsToken(CredentialStore credentials, SecurityConfig config) {
        this.credentials = credentials;
        this.file = config.metricsTokenFile().map(Path::of);
    }

    void onStart(@Observes StartupEvent started) {
        file.ifPresent(path -> running.set(renew(path)
                .subscribe()
                .with(
                        done -> LOG.debugf("The token for Prometheus is in %s.", path),
                        failure -> LOG.warnf(
                                "Prometheus has no token: %s; set sluice.security.metrics-token-file to a file that can"
                                        + " be written.",
                                failure.getMessage()))));
    }

    private Uni<Void> renew(Path path) {
        return Uni.createFrom()
                .item(() -> last(path))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .chain(old -> old.map(credentials::revokeSecret)
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .chain(() -> credentials.issue(SUBJECT, Set.of(Roles.VIEWER), Optional.empty()))
                .emitOn(Infrastructure.getDefaultExecutor())
                .invoke(token -> ContextFile.replace(path, token))
                .replaceWithVoid();
    }

    private static Optional<String> last(Path path) {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(path).strip()).filter(Secret::looksRight);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + " (" + e.getMessage() + ")", e);
        }
    }

    @PreDestroy
    void stop() {
        Cancellable last = running.getAndSet(null);
        if (last != null) {
            last.cancel();
        }
    }
}
