package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A recurring time in which nothing moves.
 *
 * @param frameworks whom it is for; empty for all
 */
record QuietWindow(String name, Cron cron, Duration duration, ZoneId zone, Set<FrameworkId> frameworks) {

    private static final Duration LONGEST = Duration.ofDays(31);

    QuietWindow {
        frameworks = Set.copyOf(frameworks);
        if (duration.toMinutes() < 1 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "duration of window " + name + " must be from 1m to 31d, got " + duration);
        }
    }

    boolean covers(FrameworkId id) {
        return frameworks.isEmpty() || frameworks.contains(id);
    }

    /** Until when it is open at {@code now}; empty when it is not. */
    Optional<Instant> openUntil(Instant now) {
        ZonedDateTime at = now.atZone(zone);
        return cron.last(at.minus(duration).plusNanos(1), at)
                .map(start -> start.plus(duration).toInstant());
    }

    /**
     * Two windows of the same frameworks that are open at the same time within a year of {@code from}; one of the two is
     * likely a slip of the pen.
     */
    static Optional<String> overlap(List<QuietWindow> windows, Instant from) {
        for (int a = 0; a < windows.size(); a++) {
            for (int b = a + 1; b < windows.size(); b++) {
                QuietWindow one = windows.get(a);
                QuietWindow other = windows.get(b);
                Optional<Instant> when = one.shares(other) ? one.opensWithin(other, from) : Optional.empty();
                when = when.isPresent() || !one.shares(other) ? when : other.opensWithin(one, from);
                if (when.isPresent()) {
                    return Optional.of("sluice.planning.windows." + one.name + " and ." + other.name
                            + " overlap, for example at " + when.get());
                }
            }
        }
        return Optional.empty();
    }

    private boolean shares(QuietWindow other) {
        return frameworks.isEmpty()
                || other.frameworks.isEmpty()
                || new TreeSet<>(frameworks).removeAll(other.frameworks);
    }

    /** A start of this window while the other is open. */
    private Optional<Instant> opensWithin(QuietWindow other, Instant from) {
        ZonedDateTime earliest = from.atZone(zone);
        ZonedDateTime at = earliest.plusYears(1);
        while (true) {
            Optional<ZonedDateTime> start = cron.last(earliest, at);
            if (start.isEmpty()) {
                return Optional.empty();
            }
            if (other.openUntil(start.get().toInstant()).isPresent()) {
                return start.map(ZonedDateTime::toInstant);
            }
            at = start.get().minusSeconds(1);
        }
    }
}
