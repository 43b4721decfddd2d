package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.RollUp.Step;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A node's signal over any time: the hot store as far back as it goes, and before it the lowest and the highest of each
 * minute, or of each ten where the time is long or the minutes are forgotten.
 */
@Singleton
class NodeHistory {

    /** Six hours of minutes are as many points as a wide chart has. */
    private static final Duration BY_MINUTE = Duration.ofHours(6);

    private final LiveTelemetry telemetry;
    private final RollUps rollUps;
    private final Duration keptMinutes;
    private final Clock clock;

    @Inject
    NodeHistory(LiveTelemetry telemetry, RollUps rollUps, TelemetryConfig config, Clock clock) {
        this(telemetry, rollUps, config.rollUp().keepMinutes(), clock);
    }

    NodeHistory(LiveTelemetry telemetry, RollUps rollUps, Duration keptMinutes, Clock clock) {
        this.telemetry = telemetry;
        this.rollUps = rollUps;
        this.keptMinutes = keptMinutes;
        this.clock = clock;
    }

    Uni<Points> of(NodeId node, Signal signal, Instant from, Instant to) {
        Points hot = telemetry.series(node, signal, from);
        Instant hotFrom = hot.size() == 0 ? to : Instant.ofEpochMilli(hot.ms()[0]);
        // The hot store begins with the first value after `from`, which is seldom the very moment.
        Duration missing = Duration.between(from, hotFrom);
        if (missing.compareTo(Step.MINUTE.length()) < 0) {
            return Uni.createFrom().item(hot.until(to.toEpochMilli()));
        }
        Instant before = hotFrom.isBefore(to) ? hotFrom : to;
        boolean byMinute = missing.compareTo(BY_MINUTE) <= 0
                && !from.isBefore(clock.instant().minus(keptMinutes));
        Step step = byMinute ? Step.MINUTE : Step.TEN_MINUTES;
        return rollUps.extremes(RollUpLoop.subject(node), signal.ordinal(), step, from, before)
                .map(old -> old.until(before.toEpochMilli() - 1).then(hot).until(to.toEpochMilli()));
    }
}
