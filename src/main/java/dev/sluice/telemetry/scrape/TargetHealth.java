package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one exporter is doing.
 *
 * @param up whether the last reading was good; false before the first
 * @param attempted when the last reading began
 * @param succeeded when the last good reading began
 * @param took how long the last reading took
 * @param samples how many samples were on the last good page
 * @param problem what went wrong with the last reading, for people
 */
public record TargetHealth(
        NodeId node,
        URI url,
        boolean up,
        Optional<Instant> attempted,
        Optional<Instant> succeeded,
        Duration took,
        long samples,
        Optional<String> problem) {

    static TargetHealth unread(ScrapeTarget target) {
        return new TargetHealth(
                target.node(),
                target.url(),
                false,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                0,
                Optional.of("not read yet"));
    }

    TargetHealth good(Instant at, Duration duration, long count) {
        return new TargetHealth(node, url, true, Optional.of(at), Optional.of(at), duration, count, Optional.empty());
    }

    TargetHealth bad(Instant at, Duration duration, String reason) {
        return new TargetHealth(node, url, false, Optional.of(at), succeeded, duration, samples, Optional.of(reason));
    }
}
