package dev.sluice.driver.openstack;

import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Servers, hosts and moves for tests of what is decided about them. */
final class Servers {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String HOST = "node-1";
    private static final double MIB = 1024.0 * 1024;

    private Servers() {}

    static Server active(String id) {
        return of(id, "active", Optional.empty(), Map.of());
    }

    static Server of(String id, String vmState, Optional<String> taskState, Map<String, String> metadata) {
        return new Server(
                id,
                "name-" + id,
                Optional.of(HOST),
                "ACTIVE",
                vmState,
                taskState,
                Resources.of(2, 1024 * MIB),
                metadata,
                NOW,
                NOW);
    }

    static Server sized(String id, double cores, double mib) {
        return new Server(
                id,
                "name-" + id,
                Optional.of(HOST),
                "ACTIVE",
                "active",
                Optional.empty(),
                Resources.of(cores, mib * MIB),
                Map.of(),
                NOW,
                NOW);
    }

    static Migration move(long id, String server, Migration.Kind kind, String status) {
        return new Migration(id, server, HOST, Optional.of("node-2"), kind, status, Optional.empty());
    }

    static HostBook.Host host(String name, boolean enabled, boolean up, double cores, double mib, double usedCores) {
        return new HostBook.Host(
                new ComputeService("s-" + name, name, enabled, up, false, "", ""),
                Optional.of("p-" + name),
                Resources.of(cores, mib * MIB),
                Resources.of(usedCores, 0),
                List.of());
    }
}
