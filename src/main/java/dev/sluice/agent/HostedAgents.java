package dev.sluice.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.agent.AgentFrames.Frame;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.driver.HostedNodes;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The agents of simulated nodes, all in this process. To the rest they are agents like any: they say hello, are told what to
 * run, prove what is so, and speak every five seconds; only the line is a method call. After a restart a node goes on with
 * what it last said.
 */
@Singleton
class HostedAgents {

    private static final Logger LOG = Logger.getLogger(HostedAgents.class);

    /** After the drivers were made and the last reports were read. */
    private static final int LATE = 4000;

    private static final String VERSION = "simulated";
    private static final Duration TICK = Duration.ofSeconds(1);
    /** An agent speaks in one of so many ticks, or when something has changed. */
    private static final int HEARTBEAT = 5;
    /** Reports that may be on their way into the database at once. */
    private static final int AT_ONCE = 8;

    private final Instance<HostedNodes> hosts;
    private final KnownAgents agents;
    private final ObjectMapper mapper;
    private final Timers timers;
    private final List<HostedAgent> all = new ArrayList<>();
    private Timers.Handle timer = () -> {};
    private Cancellable arriving = () -> {};
    private long ticks;

    HostedAgents(@Any Instance<HostedNodes> hosts, KnownAgents agents, ObjectMapper mapper, Timers timers) {
        this.hosts = hosts;
        this.agents = agents;
        this.mapper = mapper;
        this.timers = timers;
    }

    synchronized void start(@Observes @Priority(LATE) StartupEvent started) {
        for (HostedNodes host : hosts) {
            host.nodes().forEach(node -> all.add(new HostedAgent(node, host)));
        }
        if (all.isEmpty()) {
            return;
        }
        LOG.infof("%d simulated nodes, with agents in this process", all.size());
        all.forEach(this::resume);
        arriving = Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUni(agent -> agents.arrived(agent.hello(), agent)
                        .onFailure()
                        .invoke(failure -> LOG.warnf("%s could not say hello: %s", agent.node.id(), failure))
                        .onFailure()
                        .recoverWithNull())
                .merge(AT_ONCE)
                .subscribe()
                .with(done -> {}, failure -> LOG.error("simulated agents cannot arrive", failure));
        timer = timers.every(TICK, this::tick);
    }

    synchronized void stop(@Observes ShutdownEvent stopping) {
        timer.cancel();
        arriving.cancel();
    }

    private void resume(HostedAgent agent) {
        Optional<AgentReport> before = agents.report(agent.node.id());
        agent.epoch = before.map(AgentReport::epoch).orElse(0L);
        agent.host.resume(
                agent.node.id(),
                before.isPresent() ? before.get().role() : Optional.of(agent.host.first(agent.node.id())));
    }

    private synchronized void tick() {
        ticks++;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).speak((i + ticks) % HEARTBEAT == 0);
        }
    }

    /** One node's agent, and its end of the line. */
    private final class HostedAgent implements AgentLink {

        private final Node node;
        private final HostedNodes host;
        private volatile long epoch;
        private volatile long revision;
        private Frame.@Nullable Actual said;

        HostedAgent(Node node, HostedNodes host) {
            this.node = node;
            this.host = host;
        }

        Frame.Hello hello() {
            return new Frame.Hello(node, VERSION, Set.of(), actual());
        }

        void speak(boolean heartbeat) {
            Frame.Actual now = actual();
            if (!heartbeat && now.equals(said)) {
                return;
            }
            said = now;
            NodeId id = node.id();
            var unused = agents.said(id, now, this)
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf("%s could not speak: %s", id, failure.getMessage()));
        }

        private Frame.Actual actual() {
            // The epoch first: what is proven for it must have been looked at after it was heard.
            long heard = epoch;
            HostedNodes.Actual now = host.actual(node.id());
            return new Frame.Actual(now.role(), state(now.phase()), heard, now.proof(), Optional.empty());
        }

        @Override
        public Uni<Void> send(String frame) {
            try {
                JsonNode json = mapper.readTree(frame);
                if (json.path("kind").asText().equals("want")) {
                    want(json);
                }
                return Uni.createFrom().voidItem();
            } catch (JsonProcessingException e) {
                return Uni.createFrom().failure(e);
            }
        }

        private synchronized void want(JsonNode json) {
            long wished = json.path("epoch").asLong();
            long number = json.path("revision").asLong();
            if (wished < epoch || (wished == epoch && number < revision)) {
                return;
            }
            JsonNode role = json.path("role");
            host.run(node.id(), role.isTextual() ? Optional.of(new FrameworkId(role.asText())) : Optional.empty());
            revision = number;
            epoch = wished;
        }

        @Override
        public Uni<Void> end(End why, String sentence) {
            LOG.infof("The line to %s was ended (%s); a simulated agent stays.", node.id(), sentence);
            return Uni.createFrom().voidItem();
        }

        private static RoleState state(HostedNodes.Phase phase) {
            return switch (phase) {
                case STOPPED -> RoleState.STOPPED;
                case STARTING -> RoleState.STARTING;
                case RUNNING -> RoleState.RUNNING;
                case STOPPING -> RoleState.STOPPING;
                case FAILED -> RoleState.FAILED;
            };
        }
    }
}
