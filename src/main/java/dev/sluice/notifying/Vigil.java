package dev.sluice.notifying;

import dev.sluice.notifying.Webhook.Firing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Remembers since when something is so, and leaves out what may pass by itself. */
final class Vigil {

    private final Duration hold;

    /** By fingerprint. */
    private Map<String, Firing> seen = Map.of();

    /** @param hold how long something must be so without a break */
    Vigil(Duration hold) {
        this.hold = hold;
    }

    /** What has been so for long enough, by fingerprint, given all that is so at {@code now}. */
    Map<String, Firing> lasting(List<Condition> so, Instant now) {
        Map<String, Firing> all = new HashMap<>();
        for (Condition condition : so) {
            String fingerprint = condition.fingerprint();
            Firing before = seen.get(fingerprint);
            all.put(fingerprint, new Firing(condition, before == null ? now : before.since()));
        }
        seen = all;
        Map<String, Firing> lasting = new HashMap<>(all);
        lasting.values().removeIf(firing -> firing.since().plus(hold).isAfter(now));
        return lasting;
    }
}
