package dev.sluice.deciding;

import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Since when each piece of pending work has been listed, for frameworks that do not tell. */
final class PendingAges {

    private final Map<FrameworkId, Map<String, Instant>> firstSeen = new HashMap<>();

    /** Takes in a reading, forgets what it no longer lists, and answers with the ages of what it does. */
    Map<String, Instant> update(FrameworkPicture framework) {
        FrameworkId id = framework.framework().id();
        Map<String, Instant> before = firstSeen.getOrDefault(id, Map.of());
        Map<String, Instant> now = new HashMap<>();
        framework.observation().ifPresent(o -> {
            for (Pending pending : o.demand().pending()) {
                if (pending.since().isEmpty()) {
                    now.put(pending.id(), before.getOrDefault(pending.id(), o.at()));
                }
            }
        });
        firstSeen.put(id, now);
        return now;
    }
}
