package dev.sluice.driver.openstack;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every server of the cloud, kept up to date by asking only for what has changed.
 *
 * <p>The first listing is whole, and so is one every {@link #WHOLE_EVERY}. Those between ask for changes since the newest one
 * seen, by Nova's own clock and a little earlier, for a change is stamped before it is committed. Readings that come while one
 * is under way share it; one that its caller has given up goes on for the next.
 */
final class ServerBook {

    static final Duration WHOLE_EVERY = Duration.ofMinutes(5);
    static final Duration OVERLAP = Duration.ofSeconds(30);

    private final Nova nova;
    private final Clock clock;
    private final Map<String, Server> known = new HashMap<>();

    private @Nullable Uni<List<Server>> reading;
    private @Nullable Instant whole;
    private @Nullable Instant newest;

    ServerBook(Nova nova, Clock clock) {
        this.nova = nova;
        this.clock = clock;
    }

    Uni<List<Server>> read() {
        return Uni.createFrom().deferred(() -> {
            synchronized (this) {
                if (reading == null) {
                    Optional<Instant> since = since();
                    reading = nova.servers(since)
                            .map(changed -> merged(changed, since.isEmpty()))
                            .onTermination()
                            .invoke(this::ended)
                            .memoize()
                            .indefinitely();
                }
                return reading;
            }
        });
    }

    private Optional<Instant> since() {
        boolean due = whole == null || !clock.instant().isBefore(whole.plus(WHOLE_EVERY));
        return due ? Optional.empty() : Optional.ofNullable(newest).map(time -> time.minus(OVERLAP));
    }

    private synchronized List<Server> merged(List<Server> listed, boolean all) {
        if (all) {
            known.clear();
            whole = clock.instant();
        }
        for (Server server : listed) {
            if (newest == null || server.updated().isAfter(newest)) {
                newest = server.updated();
            }
            if (server.deleted()) {
                known.remove(server.id());
            } else {
                known.put(server.id(), server);
            }
        }
        return List.copyOf(known.values());
    }

    private synchronized void ended() {
        reading = null;
    }
}
