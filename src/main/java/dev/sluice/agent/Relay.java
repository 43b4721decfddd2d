package dev.sluice.agent;

import dev.sluice.fleet.NodeId;
import dev.sluice.security.Credentials;
import dev.sluice.time.OneAtATime;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What other replicas have done to agents that are connected here: every second, passes on what they have wished, and ends
 * the connections of nodes whose credential they have revoked.
 *
 * <p>Each look reaches back further than the last one, so that neither a slow transaction nor a clock that is a little behind
 * is missed; what is seen twice does nothing.
 */
@Singleton
class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration REACH = Duration.ofSeconds(30);

    private final AgentStore store;
    private final Credentials credentials;
    private final KnownAgents agents;
    private final Timers timers;
    private final Clock clock;
    private final OneAtATime<News> look;
    private Timers.@Nullable Handle timer;

    private record News(Map<NodeId, AgentWish> wishes, Set<String> shutOut) {}

    Relay(AgentStore store, Credentials credentials, KnownAgents agents, Timers timers, Clock clock) {
        this.store = store;
        this.credentials = credentials;
        this.agents = agents;
        this.timers = timers;
        this.clock = clock;
        this.look = new OneAtATime<>(
                timers,
                LIMIT,
                this::read,
                this::passOn,
                failure -> LOG.warnf("Cannot see what other replicas wish of the agents: %s", failure.getMessage()));
    }

    void start(@Observes StartupEvent started) {
        timer = timers.every(PERIOD, look::run);
    }

    void stop(@Observes ShutdownEvent ended) {
        if (timer != null) {
            timer.cancel();
        }
        look.stop();
    }

    private Uni<News> read() {
        Instant since = clock.instant().minus(REACH);
        return store.wishesSince(since)
                .chain(wishes -> credentials.shutOutSince(since).map(shutOut -> new News(wishes, shutOut)));
    }

    private void passOn(News news) {
        news.wishes().forEach(agents::relay);
        for (String subject : news.shutOut()) {
            Joining.node(subject).ifPresent(node -> {
                var unused = agents.end(node, AgentLink.End.REVOKED, "the credential of " + node + " was revoked")
                        .subscribe()
                        .with(
                                done -> LOG.debugf("The connection of %s has ended.", node),
                                failure -> LOG.infof("The connection of %s did not end: %s", node, failure));
            });
        }
    }
}
