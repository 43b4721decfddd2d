package dev.sluice.driver.yarn;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Member;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a YARN cluster runs and would run: per application the containers that it asks for and has not got.
 *
 * <p>YARN does not tell since when a running application waits, so that is counted from the first observation that saw it
 * wait. Holds that memory; one instance per driver, used by one observation at a time.
 */
final class YarnDemand {

    private final Map<String, Instant> firstSeen = new HashMap<>();

    synchronized Demand of(
            Instant at, List<Member> members, List<YarnCluster.App> apps, Map<String, String> fullQueues) {
        Resources running = members.stream().map(Member::used).reduce(Resources.NONE, Resources::plus);
        Resources usable = members.stream()
                .filter(member -> member.presence() == Presence.SERVING)
                .map(Member::capacity)
                .reduce(Resources.NONE, Resources::plus);
        List<Pending> pending = new ArrayList<>();
        Set<String> waiting = new HashSet<>();
        for (YarnCluster.App app : apps) {
            if (app.wants().equals(Resources.NONE)) {
                continue;
            }
            waiting.add(app.id());
            Instant since = firstSeen.computeIfAbsent(app.id(), id -> app.started() ? at : app.submitted());
            pending.add(new Pending(
                    app.id(), app.name(), app.wants(), Optional.of(since), blockedBy(app, members, fullQueues)));
        }
        firstSeen.keySet().retainAll(waiting);
        return new Demand(running, usable, pending);
    }

    private static Optional<String> blockedBy(
            YarnCluster.App app, List<Member> members, Map<String, String> fullQueues) {
        if (app.notActivated().isPresent()) {
            return app.notActivated();
        }
        String queue = fullQueues.get(app.queue());
        if (queue != null) {
            return Optional.of(queue);
        }
        boolean fits = members.isEmpty()
                || members.stream()
                        .anyMatch(member ->
                                app.largest().cores() <= member.capacity().cores()
                                        && app.largest().memoryBytes()
                                                <= member.capacity().memoryBytes());
        return fits
                ? Optional.empty()
                : Optional.of(
                        "it asks for a container of " + (long) app.largest().cores() + " cores and "
                                + (long) (app.largest().memoryBytes() / (1 << 20)) + " MiB, larger than any node");
    }
}
