package dev.sluice.driver.openstack;

import dev.sluice.fleet.Resources;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every compute host with what it has and holds, in few calls.
 *
 * <p>Each reading asks for the services, the changed servers and the generations of the providers, three calls whatever the
 * number of hosts. Which provider is whose is asked only when a service is new. A provider's own inventory and usage are read
 * again when its generation has changed (it grows with both), when the servers on the host have (the generation does not tell
 * that an allocation has ended), and after {@link #STALE}, then a few at a time, the oldest first.
 */
final class HostBook {

    static final Duration STALE = Duration.ofSeconds(60);

    /** Which providers there are is not asked more often than this; a host that has just started takes a moment. */
    private static final Duration PROVIDERS_EVERY = Duration.ofSeconds(2);

    /** For so long after it was begun. */
    private static final Duration SHARED = Duration.ofSeconds(2);

    private static final int AT_ONCE = 8;

    /** How many providers are read again in one reading only because of their age: so many, or this share of all. */
    static final int REFRESHED = 8;

    private static final int REFRESHED_SHARE = 8;

    private final Nova nova;
    private final Placement placement;
    private final ServerBook servers;
    private final Clock clock;

    /** By id of the service. */
    private volatile Map<String, String> providers = Map.of();

    private volatile Instant providersAsked = Instant.EPOCH;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private volatile @Nullable Afresh afresh;

    HostBook(Nova nova, Placement placement, ServerBook servers, Clock clock) {
        this.nova = nova;
        this.placement = placement;
        this.servers = servers;
        this.clock = clock;
    }

    /**
     * One host.
     *
     * @param provider its UUID in placement; empty until Nova has made it
     * @param capacity what may be placed on it
     * @param used what placement counts on it
     */
    record Host(
            ComputeService service,
            Optional<String> provider,
            Resources capacity,
            Resources used,
            List<Server> servers) {

        String name() {
            return service.host();
        }

        /** The scheduler may put servers there; placement alone does not know of hosts that are down. */
        boolean takesServers() {
            return service.enabled() && service.up() && capacity.cores() > 0;
        }
    }

    /**
     * @param hosts by name
     * @param unplaced servers that no host has
     */
    record Reading(List<Host> hosts, List<Server> unplaced) {

        Optional<Host> host(String name) {
            return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
        }
    }

    private record Afresh(Instant begun, Uni<Reading> reading) {}

    private record Kept(long generation, Set<String> servers, Instant at, Resources capacity, Resources used) {}

    /** The cloud as it is now, usages a minute or two late where only an allocation without a server has ended. */
    Uni<Reading> read() {
        // One call first: when the cloud does not answer, one failure is enough.
        return nova.services().chain(services -> Uni.combine()
                .all()
                .unis(servers.read(), placement.generations(), providers(services))
                .withUni((all, generations, by) -> reading(services, all, generations, by)));
    }

    private Uni<Reading> reading(
            List<ComputeService> services,
            List<Server> all,
            Map<String, Long> generations,
            Map<String, String> providerOf) {
        Map<String, List<Server>> byHost = all.stream()
                .filter(server -> server.host().isPresent())
                .collect(Collectors.groupingBy(server -> server.host().orElseThrow()));
        kept.keySet().retainAll(providerOf.values());
        oldest().forEach(kept::remove);
        return Multi.createFrom()
                .iterable(services)
                .onItem()
                .transformToUni(service -> host(
                        service,
                        Optional.ofNullable(providerOf.get(service.id())).filter(generations::containsKey),
                        generations,
                        byHost.getOrDefault(service.host(), List.of())))
                .merge(AT_ONCE)
                .collect()
                .asList()
                .map(hosts -> new Reading(
                        hosts.stream().sorted(Comparator.comparing(Host::name)).toList(),
                        all.stream().filter(server -> server.host().isEmpty()).toList()));
    }

    /** {@link #read}, with every usage asked for anew, a moment ago at most: drains that begin together share one reading. */
    Uni<Reading> readAfresh() {
        return Uni.createFrom().deferred(() -> {
            Afresh last = afresh;
            if (last != null && clock.instant().isBefore(last.begun.plus(SHARED))) {
                return last.reading;
            }
            kept.clear();
            Afresh now = new Afresh(clock.instant(), read().memoize().indefinitely());
            afresh = now;
            return now.reading.onFailure().invoke(() -> afresh = null);
        });
    }

    /** The provider of a service, asked for where it is not known yet. */
    Uni<Optional<String>> provider(ComputeService service) {
        return providers(List.of(service)).map(by -> Optional.ofNullable(by.get(service.id())));
    }

    private Uni<Map<String, String>> providers(List<ComputeService> services) {
        boolean complete =
                services.stream().filter(ComputeService::up).allMatch(service -> providers.containsKey(service.id()));
        Instant now = clock.instant();
        if (complete || now.isBefore(providersAsked.plus(PROVIDERS_EVERY))) {
            return Uni.createFrom().item(providers);
        }
        providersAsked = now;
        return nova.providers().invoke(found -> providers = found);
    }

    private Uni<Host> host(
            ComputeService service, Optional<String> provider, Map<String, Long> generations, List<Server> on) {
        if (provider.isEmpty()) {
            return Uni.createFrom().item(new Host(service, provider, Resources.NONE, Resources.NONE, on));
        }
        String uuid = provider.get();
        long generation = generations.getOrDefault(uuid, 0L);
        Set<String> ids = on.stream().map(Server::id).collect(Collectors.toUnmodifiableSet());
        Kept known = kept.get(uuid);
        Uni<Kept> reading = fresh(known, generation, ids)
                ? Uni.createFrom().item(known)
                : Uni.combine()
                        .all()
                        .unis(placement.capacity(uuid), placement.usage(uuid))
                        .with((capacity, used) -> new Kept(generation, ids, clock.instant(), capacity, used))
                        .invoke(read -> kept.put(uuid, read));
        return reading.map(read -> new Host(service, provider, read.capacity, read.used, on));
    }

    private static boolean fresh(@Nullable Kept known, long generation, Set<String> servers) {
        return known != null && known.generation == generation && known.servers.equals(servers);
    }

    private List<String> oldest() {
        Instant limit = clock.instant().minus(STALE);
        return kept.entrySet().stream()
                .filter(entry -> !entry.getValue().at.isAfter(limit))
                .sorted(Comparator.comparing(entry -> entry.getValue().at))
                .limit(Math.max(REFRESHED, kept.size() / REFRESHED_SHARE))
                .map(Map.Entry::getKey)
                .toList();
    }
}
