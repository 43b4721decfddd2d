package dev.sluice.alerting;

import dev.sluice.fleet.FrameworkId;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * What a policy hints at for one framework.
 *
 * @param baseline nodes that carried its work when the hint began; only of RAISE
 * @param nodes the target, worked out once; only of RAISE
 */
public record Hint(
        String policy,
        FrameworkId framework,
        Action action,
        OptionalInt baseline,
        OptionalInt nodes,
        Instant from,
        Instant until) {

    boolean holdsAt(Instant now) {
        return until.isAfter(now);
    }
}
