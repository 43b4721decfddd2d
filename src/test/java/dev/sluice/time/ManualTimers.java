package dev.sluice.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Timers and their clock, run by hand: {@link #advance} moves the clock from one due task to the next and runs each on
 * the caller's thread, so a test of an hour takes no time and always goes the same way.
 */
public final class ManualTimers implements Timers {

    private final TreeSet<Entry> queue = new TreeSet<>();
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
        while (!queue.isEmpty() && !queue.first().due.isAfter(end)) {
            runNext();
        }
        now = end;
    }

    /** Moves the clock to the earliest task and runs that one. */
    public void runNext() {
        Entry next = queue.pollFirst();
        if (next == null) {
            throw new NoSuchElementException("No timer waits");
        }
        now = next.due;
        if (next.period != null) {
            next.due = next.due.plus(next.period);
            next.order = order++;
            queue.add(next);
        }
        next.task.run();
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
        Entry entry = new Entry(now.plus(delay), order++, period, task);
        queue.add(entry);
        return () -> queue.remove(entry);
    }

    /** Due and order change only while it is not in the queue. */
    private static final class Entry implements Comparable<Entry> {

        private static final Comparator<Entry> BY_TIME =
                Comparator.<Entry, Instant>comparing(e -> e.due).thenComparingLong(e -> e.order);

        private Instant due;
        private long order;
        private final @Nullable Duration period;
        private final Runnable task;

        Entry(Instant due, long order, @Nullable Duration period, Runnable task) {
            this.due = due;
            this.order = order;
            this.period = period;
            this.task = task;
        }

        @Override
        public int compareTo(Entry other) {
            return BY_TIME.compare(this, other);
        }
    }

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
