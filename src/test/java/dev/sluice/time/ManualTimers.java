package dev.sluice.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Timers and their clock, run by hand: {@link #advance} moves the clock from one due task to the next and runs each on
 * the caller's thread, so a test of an hour takes no time and always goes the same way.
 */
public final class ManualTimers implements Timers {

    private final PriorityQueue<Entry> queue =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparing(Entry::order));
    private final Clock clock = new ManualClock();
    private Instant now;
    private long order;

    /** Starts at 2026-01-01T00:00:00Z. */
    public ManualTimers() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public ManualTimers(Instant start) {
        this.now = start;
    }

    /** A clock that stands still between calls of {@link #advance}. */
    public Clock clock() {
        return clock;
    }

    public Instant now() {
        return now;
    }

    /** How many timers wait. */
    public int pending() {
        return queue.size();
    }

    /** Moves the clock by {@code duration} and runs what falls due, in order of time, then of setting. */
    public void advance(Duration duration) {
        Instant end = now.plus(duration);
        for (Entry next = queue.peek(); next != null && !next.due.isAfter(end); next = queue.peek()) {
            queue.remove(next);
            now = next.due;
            if (next.period != null) {
                queue.add(new Entry(next.due.plus(next.period), order++, next.period, next.task, next.handle));
            }
            next.task.run();
        }
        now = end;
    }

    @Override
    public Handle after(Duration delay, Runnable task) {
        return add(delay, null, task);
    }

    @Override
    public Handle every(Duration period, Runnable task) {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("A period must be longer than nothing, not " + period);
        }
        return add(period, period, task);
    }

    private Handle add(Duration delay, @Nullable Duration period, Runnable task) {
        Object key = new Object();
        queue.add(new Entry(now.plus(delay), order++, period, task, key));
        return () -> queue.removeIf(entry -> entry.handle == key);
    }

    private record Entry(Instant due, long order, @Nullable Duration period, Runnable task, Object handle) {}

    private final class ManualClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.fixed(now, zone);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
