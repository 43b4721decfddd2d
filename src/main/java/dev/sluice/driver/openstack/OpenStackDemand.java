package dev.sluice.driver.openstack;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Member;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.Resources;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a cloud runs and would run. Nova keeps no queue: a server that fits nowhere fails at once, and whoever wanted it has to
 * come again. So the servers that have failed that way of late count as waiting.
 */
final class OpenStackDemand {

    private static final double MIB = 1024.0 * 1024.0;

    private OpenStackDemand() {}

    /**
     * Whether a fault means that there was no room.
     *
     * @param fault Nova's words
     */
    static boolean wantedRoom(String fault) {
        return fault.startsWith("No valid host") || fault.contains("Exhausted all hosts");
    }

    /** @param failed servers that found no room of late */
    static Demand of(List<Member> members, List<Server> failed) {
        Resources running = members.stream().map(Member::used).reduce(Resources.NONE, Resources::plus);
        Resources usable = members.stream()
                .filter(member -> member.presence() == Presence.SERVING)
                .map(Member::capacity)
                .reduce(Resources.NONE, Resources::plus);
        boolean localDisk =
                members.stream().anyMatch(member -> member.capacity().diskBytes() > 0);
        List<Pending> pending = failed.stream()
                .sorted(Comparator.comparing(Server::id))
                .map(server -> pending(server, members, localDisk))
                .toList();
        return new Demand(running, usable, pending);
    }

    private static Pending pending(Server server, List<Member> members, boolean localDisk) {
        Resources wants = wants(server, localDisk);
        boolean fits =
                members.isEmpty() || members.stream().anyMatch(member -> wants.dominantShareOf(member.capacity()) <= 1);
        return new Pending(
                server.id(),
                server.name(),
                wants,
                Optional.of(server.created()),
                fits
                        ? Optional.empty()
                        : Optional.of("it asks for " + (long) wants.cores() + " cores and "
                                + (long) (wants.memoryBytes() / MIB) + " MiB, more than any host has"));
    }

    /** Disk counts where the hosts have it; on shared storage it is not theirs. */
    static Resources wants(Server server, boolean localDisk) {
        Resources size = server.size();
        return localDisk ? size : Resources.of(size.cores(), size.memoryBytes());
    }
}
