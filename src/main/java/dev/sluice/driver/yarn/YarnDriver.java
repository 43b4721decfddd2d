package dev.sluice.driver.yarn;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.yarn.ExcludeFile.Entry;
import dev.sluice.driver.yarn.YarnCluster.Node;
import dev.sluice.fleet.Resources;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Drives a YARN cluster: reads it here, and has {@link YarnDrain} change it. A member is a host.
 *
 * <p>A node whose resources were set to 0 is {@code DRAINING}, for nothing starts on it.
 */
final class YarnDriver implements FrameworkDriver {

    private final ResourceManager manager;
    private final YarnDrain drain;
    private final Clock clock;
    private final YarnDemand demand = new YarnDemand();

    YarnDriver(ResourceManager manager, YarnDrain drain, Clock clock) {
        this.manager = manager;
        this.drain = drain;
        this.clock = clock;
    }

    @Override
    public Set<Capability> lacks() {
        return Set.of(Capability.ESTIMATES_DRAIN);
    }

    @Override
    public Uni<Observation> observe() {
        return Uni.combine()
                .all()
                .unis(manager.nodes(), manager.apps(), manager.fullQueues(), drain.marks())
                .with((nodes, apps, fullQueues, marks) -> {
                    Instant at = clock.instant();
                    List<Observation.Member> members = nodes.entrySet().stream()
                            .map(host -> member(host.getKey(), host.getValue(), marks))
                            .toList();
                    return new Observation(at, members, demand.of(at, members, apps, fullQueues));
                });
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return drain.begin(order);
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return drain.progress(order);
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        return drain.release(order);
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return drain.admit(order);
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return manager.nodes().map(nodes -> presence(nodes.getOrDefault(member, List.of())));
    }

    private static Observation.Member member(String host, List<Node> nodes, ExcludeFile.Content marks) {
        Optional<Entry> entry = marks.entry(host);
        Presence presence = presence(nodes);
        Resources total = nodes.stream().map(Node::capacity).reduce(Resources.NONE, Resources::plus);
        // A cordoned node tells 0, a decommissioning one what it still runs; the mark remembers what it has.
        Resources capacity = presence == Presence.SERVING || entry.isEmpty()
                ? total
                : YarnCluster.resources(entry.get().memoryMb(), entry.get().vcores());
        return new Observation.Member(
                host,
                presence,
                capacity,
                nodes.stream().map(Node::used).reduce(Resources.NONE, Resources::plus),
                nodes.stream().mapToInt(Node::containers).sum(),
                drainMark(host, presence, entry, marks));
    }

    private static Optional<String> drainMark(
            String host, Presence presence, Optional<Entry> entry, ExcludeFile.Content marks) {
        if (entry.isPresent()) {
            return Optional.of(entry.get().mark().operation().mark());
        }
        if (marks.foreign().contains(host)) {
            return Optional.of(YarnDrain.EXCLUDED_BY_HAND);
        }
        return presence == Presence.DRAINING ? Optional.of(YarnDrain.CORDONED_BY_HAND) : Optional.empty();
    }

    private static Presence presence(List<Node> nodes) {
        boolean draining = false;
        boolean down = false;
        for (Node node : nodes) {
            switch (node.state()) {
                case RUNNING -> {
                    if (!node.cordoned()) {
                        return Presence.SERVING;
                    }
                    draining = true;
                }
                case DECOMMISSIONING -> draining = true;
                case UNHEALTHY, NEW -> down = true;
            }
        }
        if (draining) {
            return Presence.DRAINING;
        }
        return down ? Presence.DOWN : Presence.ABSENT;
    }
}
