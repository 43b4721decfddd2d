package dev.sluice.driver.openstack;

import dev.sluice.driver.openstack.HostBook.Host;
import dev.sluice.fleet.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether the rest of the cloud can take servers, as far as numbers tell: the largest first, each on the first host that has
 * room. Availability zones, traits, server groups and filters are the scheduler's, and may refuse what fits here.
 */
final class Room {

    private static final double MIB = 1024.0 * 1024.0;

    /** Placement counts whole megabytes; a double may be off by less. */
    private static final double TOLERANCE = 1e-9;

    private Room() {}

    /**
     * @param movers servers that have to leave their hosts
     * @param hosts those that may take them
     * @return why not all of them fit, in words; empty when they do
     */
    static Optional<String> lacking(List<Server> movers, List<Host> hosts) {
        if (movers.isEmpty()) {
            return Optional.empty();
        }
        List<Host> takers = hosts.stream().filter(Host::takesServers).toList();
        if (takers.isEmpty()) {
            return Optional.of("no other host is enabled and up");
        }
        boolean localDisk = takers.stream().anyMatch(host -> host.capacity().diskBytes() > 0);
        List<double[]> free = new ArrayList<>();
        takers.forEach(host -> free.add(minus(host.capacity(), host.used())));
        List<Server> homeless = movers.stream()
                .sorted(Comparator.comparingDouble(
                                (Server server) -> server.size().memoryBytes())
                        .thenComparingDouble(server -> server.size().cores())
                        .reversed()
                        .thenComparing(Server::id))
                .filter(server -> !placed(OpenStackDemand.wants(server, localDisk), free))
                .toList();
        if (homeless.isEmpty()) {
            return Optional.empty();
        }
        Server first = homeless.getFirst();
        String where = takers.size() == 1 ? "the one other host" : "the other " + takers.size() + " hosts";
        return Optional.of("there is no room on " + where + " for " + homeless.size() + " of " + movers.size()
                + " servers; the first is " + first.title() + " with "
                + (long) first.size().cores() + " cores and "
                + (long) (first.size().memoryBytes() / MIB) + " MiB");
    }

    private static boolean placed(Resources wants, List<double[]> free) {
        double[] needs = {wants.cores(), wants.memoryBytes(), wants.diskBytes()};
        for (double[] room : free) {
            if (fits(needs, room)) {
                for (int dimension = 0; dimension < needs.length; dimension++) {
                    room[dimension] -= needs[dimension];
                }
                return true;
            }
        }
        return false;
    }

    private static boolean fits(double[] needs, double[] room) {
        for (int dimension = 0; dimension < needs.length; dimension++) {
            if (needs[dimension] > 0 && needs[dimension] > room[dimension] * (1 + TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    private static double[] minus(Resources capacity, Resources used) {
        return new double[] {
            capacity.cores() - used.cores(),
            capacity.memoryBytes() - used.memoryBytes(),
            capacity.diskBytes() - used.diskBytes()
        };
    }
}
