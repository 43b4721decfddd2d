package dev.sluice.driver.openstack;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that have found no room of late. Why each of them failed is asked once. */
final class FailedBook {

    /** Servers that are asked about per reading; those beyond are asked about in the next. */
    private static final int ASKED = 20;

    private static final int AT_ONCE = 4;

    private final Nova nova;
    private final Clock clock;
    private final Duration recent;
    private final Map<String, String> faults = new ConcurrentHashMap<>();

    /** @param recent how long a failed server counts as waiting */
    FailedBook(Nova nova, Clock clock, Duration recent) {
        this.nova = nova;
        this.clock = clock;
        this.recent = recent;
    }

    /** @param unplaced every server that no host has */
    Uni<List<Server>> of(List<Server> unplaced) {
        Instant from = clock.instant().minus(recent);
        List<Server> candidates = unplaced.stream()
                .filter(server ->
                        "ERROR".equals(server.status()) && server.created().isAfter(from))
                .toList();
        faults.keySet().retainAll(candidates.stream().map(Server::id).toList());
        return Multi.createFrom()
                .iterable(candidates)
                .filter(server -> !faults.containsKey(server.id()))
                .select()
                .first(ASKED)
                .onItem()
                .transformToUni(server -> nova.fault(server.id()).invoke(fault -> faults.put(server.id(), fault)))
                .merge(AT_ONCE)
                .collect()
                .last()
                .map(asked -> candidates.stream().filter(this::foundNoRoom).toList());
    }

    private boolean foundNoRoom(Server server) {
        return Optional.ofNullable(faults.get(server.id()))
                .filter(OpenStackDemand::wantedRoom)
                .isPresent();
    }
}
