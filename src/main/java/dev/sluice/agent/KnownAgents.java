package dev.sluice.agent;

import dev.sluice.agent.AgentFrames.Frame;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jboss.logging.Logger;

/**
 * Every agent that has ever called, and the connection of those that are there.
 *
 * <p>Whether an agent is connected is worked out when it is asked, from the connection and the time of its last word; no
 * timer has to run for a silent one to count as away.
 */
@Singleton
class KnownAgents implements Agents {

    private static final Logger LOG = Logger.getLogger(KnownAgents.class);

    /** Before whatever else reads reports at start, for which an empty list would mean an empty fleet. */
    private static final int EARLY = 10;

    private final AgentStore store;
    private final AgentFrames frames;
    private final Clock clock;
    private final Duration heartbeatTimeout;
    private final ConcurrentMap<NodeId, Known> known = new ConcurrentHashMap<>();

    /** What each connected agent was told last over its connection; more than that need not be told again. */
    private final ConcurrentMap<NodeId, AgentWish> told = new ConcurrentHashMap<>();

    /**
     * @param last as it was said; its {@code connected} means nothing here
     * @param self what only its agent knows, and says at every connection
     * @param prepared the framework that the node was made ready for, under the epoch of {@code last}
     */
    private record Known(AgentReport last, Self self, Optional<FrameworkId> prepared, Optional<AgentLink> link) {

        boolean speaksThrough(AgentLink other) {
            return link.filter(other::equals).isPresent();
        }
    }

    private record Self(String version, Set<FrameworkId> prepares) {
        static final Self UNKNOWN = new Self("", Set.of());
    }

    KnownAgents(AgentStore store, AgentFrames frames, Clock clock, AgentConfig config) {
        this.store = store;
        this.frames = frames;
        this.clock = clock;
        this.heartbeatTimeout = config.heartbeatTimeout();
        if (heartbeatTimeout.compareTo(Duration.ofSeconds(6)) < 0) {
            throw new IllegalArgumentException("sluice.agent.heartbeat-timeout is " + heartbeatTimeout
                    + ": it must be 6s or more, since agents speak every 5 s");
        }
    }

    /** Waits for the rows, as start-up may: nobody must see an empty fleet. */
    void load(@Observes @Priority(EARLY) StartupEvent started) throws Throwable {
        restore(VertxContextSupport.subscribeAndAwait(store::reports));
    }

    void restore(List<AgentReport> reports) {
        reports.forEach(report -> known.putIfAbsent(
                report.node().id(), new Known(report, Self.UNKNOWN, Optional.empty(), Optional.empty())));
    }

    @Override
    public Uni<Void> want(NodeId node, Optional<FrameworkId> role, long epoch) {
        return wish(node, new AgentWish(role, Optional.empty(), epoch));
    }

    @Override
    public Uni<Void> prepare(NodeId node, FrameworkId framework, long epoch) {
        return wish(node, new AgentWish(Optional.empty(), Optional.of(framework), epoch));
    }

    private Uni<Void> wish(NodeId node, AgentWish wish) {
        return store.keep(node, wish, clock.instant())
                .invoke(kept -> {
                    if (kept.isPresent()) {
                        link(node).ifPresent(link -> tell(node, link, kept.get()));
                    } else {
                        LOG.infof("The wish for %s with epoch %d was outdated and is ignored.", node, wish.epoch());
                    }
                })
                .replaceWithVoid();
    }

    private Optional<AgentLink> link(NodeId node) {
        return Optional.ofNullable(known.get(node)).flatMap(Known::link);
    }

    /** Tells an agent that is connected here of a stored wish, unless it was told of it or of a later one. */
    void relay(NodeId node, AgentWish wish) {
        link(node).ifPresent(link -> {
            AgentWish before = told.get(node);
            if (before == null || !before.isNoOlderThan(wish)) {
                tell(node, link, wish);
            }
        });
    }

    /** Not part of the caller's answer: the wish is stored, and is sent again at the next connection. */
    private void tell(NodeId node, AgentLink link, AgentWish wish) {
        told.put(node, wish);
        var unused = link.send(frames.want(wish))
                .subscribe()
                .with(
                        done -> LOG.debugf("Told %s to run %s, epoch %d.", node, wish.role(), wish.epoch()),
                        failure -> LOG.infof(
                                "The agent of %s could not be told (%s); it will be at its next connection.",
                                node, failure.getMessage()));
    }

    @Override
    public boolean prepares(NodeId node, FrameworkId framework) {
        Known agent = known.get(node);
        return agent != null && agent.self().prepares().contains(framework);
    }

    @Override
    public boolean isPrepared(NodeId node, FrameworkId framework, long epoch) {
        Known agent = known.get(node);
        return agent != null
                && asOf(agent, clock.instant()).provesStopped(epoch)
                && agent.prepared().filter(framework::equals).isPresent();
    }

    /** The version that the agent has last said; empty when it has not called since this server started. */
    String version(NodeId node) {
        Known agent = known.get(node);
        return agent == null ? "" : agent.self().version();
    }

    /** The agent of a node has said that it does not follow a wish. */
    void refused(NodeId node, Frame.Refused refused) {
        LOG.infof("%s refuses epoch %d (%s): %s.", node, refused.epoch(), refused.code(), refused.sentence());
    }

    /** Asks a connected agent to get itself a new credential; false when it is not connected here. */
    Uni<Boolean> askToRotate(NodeId node) {
        return link(node)
                .map(link -> link.send(frames.rotate()).replaceWith(true))
                .orElseGet(() -> Uni.createFrom().item(false));
    }

    @Override
    public Optional<AgentReport> report(NodeId node) {
        return Optional.ofNullable(known.get(node)).map(k -> asOf(k, clock.instant()));
    }

    @Override
    public List<AgentReport> reports() {
        Instant now = clock.instant();
        return known.values().stream()
                .map(k -> asOf(k, now))
                .sorted(Comparator.comparing(report -> report.node().id()))
                .toList();
    }

    private AgentReport asOf(Known agent, Instant now) {
        AgentReport last = agent.last();
        boolean connected = agent.link().isPresent() && !last.at().isBefore(now.minus(heartbeatTimeout));
        return new AgentReport(
                last.node(), last.role(), last.state(), last.epoch(), last.proof(), connected, last.at());
    }

    /** An agent has introduced itself over a new connection, which takes the place of an older one. */
    Uni<Void> arrived(Frame.Hello hello, AgentLink link) {
        NodeId node = hello.node().id();
        AgentReport report = report(hello.node(), hello.actual());
        Self self = new Self(hello.version(), hello.prepares());
        Known before = known.put(node, new Known(report, self, hello.actual().prepared(), Optional.of(link)));
        told.remove(node);
        Optional<AgentLink> older =
                Optional.ofNullable(before).flatMap(Known::link).filter(other -> !other.equals(link));
        LOG.infof("The agent of %s is connected, version %s, %s.", node, hello.version(), state(report));
        Uni<Void> replaced = older.map(other ->
                        other.end(AgentLink.End.REPLACED, "another connection of " + node + " has taken its place"))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithNull();
        boolean changed =
                before == null || !before.last().node().equals(hello.node()) || differs(before.last(), report);
        return replaced.chain(
                        () -> changed ? store.keep(report) : Uni.createFrom().voidItem())
                .chain(() -> store.wish(node))
                .invoke(wish -> wish.ifPresent(w -> relay(node, w)))
                .replaceWithVoid();
    }

    /** A connected agent has said what is so; ignored when another connection has taken its place meanwhile. */
    Uni<Void> said(NodeId node, Frame.Actual actual, AgentLink link) {
        AgentReport[] changed = new AgentReport[1];
        known.computeIfPresent(node, (id, before) -> {
            if (!before.speaksThrough(link)) {
                return before;
            }
            AgentReport report = report(before.last().node(), actual);
            if (differs(before.last(), report)) {
                changed[0] = report;
            }
            return new Known(report, before.self(), actual.prepared(), before.link());
        });
        if (changed[0] == null) {
            return Uni.createFrom().voidItem();
        }
        LOG.infof("%s: %s", node, state(changed[0]));
        return store.keep(changed[0]);
    }

    /** A connection has ended. */
    void left(NodeId node, AgentLink link) {
        known.computeIfPresent(node, (id, before) -> {
            if (!before.speaksThrough(link)) {
                return before;
            }
            LOG.infof("The agent of %s is away.", node);
            return new Known(before.last(), before.self(), Optional.empty(), Optional.empty());
        });
    }

    boolean knows(NodeId node) {
        return known.containsKey(node);
    }

    /** Ends the connection of a node, if it has one. */
    Uni<Void> end(NodeId node, AgentLink.End why, String sentence) {
        return link(node).map(link -> link.end(why, sentence)).orElseGet(() -> Uni.createFrom()
                .voidItem());
    }

    private AgentReport report(Node node, Frame.Actual actual) {
        return new AgentReport(
                node, actual.role(), actual.state(), actual.epoch(), actual.proof(), true, clock.instant());
    }

    private static boolean differs(AgentReport before, AgentReport now) {
        return !before.role().equals(now.role()) || before.state() != now.state() || before.epoch() != now.epoch();
    }

    private static String state(AgentReport report) {
        return report.role().map(FrameworkId::value).orElse("no role") + " " + report.state() + ", epoch "
                + report.epoch() + ", " + report.proof();
    }
}
