package dev.sluice.notifying;

import dev.sluice.alerting.Signature;
import dev.sluice.driver.HttpCalls;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Duty;
import dev.sluice.leading.Term;
import dev.sluice.moving.Operations;
import dev.sluice.notifying.Webhook.Firing;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * While this server leads, sees what needs a person and tells the receivers.
 *
 * <p>What a receiver has been told is known to this server only: the one that leads next, or a restarted one, tells again what
 * still is so.
 */
@Singleton
final class Notifier implements Duty {

    private static final Logger LOG = Logger.getLogger(Notifier.class);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int OPERATIONS = 200;

    private final Inventory inventory;
    private final Operations operations;
    private final Timers timers;
    private final Clock clock;
    private final NotifyingConfig config;
    private final List<Webhook> webhooks;
    private final Vigil vigil;

    private @Nullable OneAtATime<Void> looks;
    private Timers.Handle timer = () -> {};

    @Inject
    Notifier(
            Inventory inventory,
            Operations operations,
            Timers timers,
            Clock clock,
            NotifyingConfig config,
            @ConfigProperty(name = "sluice.security.public-url") Optional<String> publicUrl,
            Vertx vertx) {
        this.inventory = inventory;
        this.operations = operations;
        this.timers = timers;
        this.clock = clock;
        this.config = config;
        this.webhooks = config.webhooks().entrySet().stream()
                .map(hook -> new Webhook(
                        receiver(
                                hook.getKey(),
                                hook.getValue(),
                                publicUrl.orElse("").replaceFirst("/$", "")),
                        new HttpCalls(vertx, timers, "webhook " + hook.getKey())))
                .toList();
        this.vigil = new Vigil(config.hold());
    }

    List<Webhook> webhooks() {
        return webhooks;
    }

    @Override
    public synchronized void lead(Term term) {
        rest();
        if (webhooks.isEmpty()) {
            return;
        }
        OneAtATime<Void> now = new OneAtATime<>(
                timers,
                LIMIT,
                this::tell,
                done -> {},
                failure -> LOG.debugf("what needs a person cannot be seen now: %s", failure));
        looks = now;
        timer = timers.every(config.period(), now::run);
    }

    @Override
    public synchronized void rest() {
        timer.cancel();
        if (looks != null) {
            looks.stop();
            looks = null;
        }
    }

    private Uni<Void> tell() {
        return operations.recent(OPERATIONS).chain(recent -> {
            Instant now = clock.instant();
            Map<String, Firing> so = vigil.lasting(Conditions.of(inventory.current(), recent, config.stale()), now);
            // One that is slow does not keep the others waiting.
            return Uni.join()
                    .all(webhooks.stream().map(hook -> hook.tell(so, now)).toList())
                    .andCollectFailures()
                    .replaceWithVoid();
        });
    }

    private static Webhook.Receiver receiver(String name, NotifyingConfig.Hook hook, String pages) {
        String key = "sluice.notifying.webhooks." + name;
        String scheme = String.valueOf(hook.url().getScheme());
        if (!(scheme.equals("http") || scheme.equals("https")) || hook.url().getHost() == null) {
            throw new IllegalArgumentException(key + ".url=" + hook.url() + ": must begin with http:// or https://");
        }
        return new Webhook.Receiver(
                name,
                hook.url(),
                hook.secretFile().map(file -> Signature.secret(key + ".secret-file", Path.of(file))),
                hook.tokenFile().map(file -> token(key + ".token-file", Path.of(file))),
                hook.limit(),
                pages);
    }

    private static String token(String key, Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new IllegalArgumentException(key + "=" + file + ": must hold one token and nothing else");
            }
            return token;
        } catch (IOException e) {
            throw new IllegalArgumentException(key + "=" + file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
