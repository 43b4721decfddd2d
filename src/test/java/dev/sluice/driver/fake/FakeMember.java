package dev.sluice.driver.fake;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One member of a {@link FakeFramework}, as a real framework would keep it. Guarded by the framework's lock. */
final class FakeMember {

    final String name;
    final Resources capacity;
    final Map<String, Resources> work = new LinkedHashMap<>();

    /** Whether its worker runs. */
    boolean worker;

    /** The worker has vanished without saying so; the framework still lists it. */
    boolean crashed;

    /** Why it takes no new work; empty while it takes work. */
    Optional<String> drainReason = Optional.empty();

    /** It was let go of: a worker that starts is turned away until it is admitted. */
    boolean released;

    FakeMember(String name, Resources capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    Presence presence() {
        if (!worker) {
            return crashed ? Presence.DOWN : Presence.ABSENT;
        }
        if (released) {
            return Presence.ABSENT;
        }
        return drainReason.isPresent() ? Presence.DRAINING : Presence.SERVING;
    }

    Resources used() {
        return work.values().stream().reduce(Resources.NONE, Resources::plus);
    }

    Observation.Member seen(boolean marks) {
        return new Observation.Member(
                name,
                presence(),
                capacity,
                used(),
                work.size(),
                marks ? drainReason.map(FakeMember::shown) : Optional.empty());
    }

    private static String shown(String reason) {
        return DrainMark.parse(reason).map(mark -> mark.operation().mark()).orElse(reason);
    }
}
