package dev.sluice.telemetry.store;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request or page on its way into the store, and what became of its samples, added up here and published once.
 *
 * <p>Not thread-safe: one per thread, reused.
 */
public final class Batch {

    /** How far ahead a sample may be; the same as in Prometheus's own receiver. */
    public static final long AHEAD_MS = 10 * 60_000L;

    /** How far behind a sample may be before it is an error and not just late. */
    public static final long BEHIND_MS = 24 * 3_600_000L;

    /** All bits of the exponent: an infinity, or not a number. */
    private static final long INFINITE = 0x7ff0000000000000L;

    private final HotStore store;
    private final SeriesKey key;
    private final long[] skipped = new long[Skip.values().length];
    private final long[] rejected = new long[Rejection.values().length];
    private Origin origin = Origin.REMOTE_WRITE;
    private long nowMs;
    private long hotFromMs;
    private long accepted;
    private long histograms;
    private long exemplars;
    private @Nullable String firstBad;

    Batch(HotStore store) {
        this.store = store;
        this.key = store.newKey();
    }

    /** Starts over. */
    public Batch begin(Origin by, long now) {
        origin = by;
        nowMs = now;
        hotFromMs = now - store.limits().hot().toMillis();
        accepted = 0;
        histograms = 0;
        exemplars = 0;
        firstBad = null;
        Arrays.fill(skipped, 0);
        Arrays.fill(rejected, 0);
        return this;
    }

    /** The key to fill before {@link #known} and {@link #learn}. */
    public SeriesKey key() {
        return key;
    }

    /** Another key, seeded alike. */
    public SeriesKey newKey() {
        return store.newKey();
    }

    /** Whether a series of the metric named by these bytes may be stored. */
    public boolean wants(byte[] bytes, int at, int length) {
        return store.limits().keepAll() || KeepList.contains(bytes, at, length);
    }

    /** The series of {@link #key}, or null when it has not been seen yet. */
    public @Nullable Series known() {
        return store.find(key.hi(), key.lo());
    }

    /** The series of a key that {@link #key} was before, or null when it has not been seen yet. */
    public @Nullable Series known(long hi, long lo) {
        return store.find(hi, lo);
    }

    /**
     * Makes the series of {@link #key} known.
     *
     * @throws BadSeries when a cap is reached
     */
    public Series learn(LabelSet labels) {
        return store.learn(key, labels, origin);
    }

    /** Whether the series is known not to be stored; its samples are counted as skipped then. */
    public boolean leavesOut(Series series, int samples) {
        if (series == Series.NOT_KEPT) {
            notKept(samples);
            return true;
        }
        if (series == Series.NO_NODE) {
            skip(Skip.NO_NODE, samples);
            return true;
        }
        return false;
    }

    /** Counts samples of a series that feeds no signal. */
    public void notKept(int samples) {
        skip(Skip.NOT_KEPT, samples);
    }

    /** Why a sample of this time cannot be true, or null when it can. */
    public @Nullable Rejection doubts(long ms) {
        if (ms > nowMs + AHEAD_MS) {
            return Rejection.FUTURE;
        }
        return ms < nowMs - BEHIND_MS ? Rejection.ANCIENT : null;
    }

    /** What to tell the sender of a time that cannot be true. */
    public static String inWords(Rejection doubt, long ms) {
        String rule = doubt == Rejection.FUTURE
                ? "is more than 10 minutes ahead; set the sender's clock"
                : "is more than a day old; are these seconds, where a smaller unit is due?";
        return "a sample of " + Instant.ofEpochMilli(ms) + ' ' + rule;
    }

    /** Stores one sample of a time that raises no doubts, or counts why not. */
    public void append(Series series, long ms, long bits, long startMs) {
        if (ms < hotFromMs) {
            skip(Skip.COLD, 1);
        } else if ((bits & INFINITE) == INFINITE && bits != Samples.STALE_BITS) {
            skip(Skip.NOT_FINITE, 1);
        } else {
            count(series.append(ms, bits, startMs, nowMs, hotFromMs));
        }
    }

    /**
     * Stores what was counted between two times, or counts why not: the series goes on from what is stored, as a total.
     *
     * @param startMs 0 when the sender does not tell; then it counts from the last one on
     */
    public void appendDelta(Series series, long startMs, long ms, long bits) {
        if (ms < hotFromMs) {
            skip(Skip.COLD, 1);
        } else if (bits == Samples.STALE_BITS) {
            append(series, ms, bits, 0);
        } else if ((bits & INFINITE) == INFINITE) {
            skip(Skip.NOT_FINITE, 1);
        } else {
            count(series.appendDelta(startMs, ms, Double.longBitsToDouble(bits), nowMs, hotFromMs));
        }
    }

    private void count(Series.Outcome outcome) {
        switch (outcome) {
            case STORED -> accepted++;
            case DUPLICATE -> skip(Skip.DUPLICATE, 1);
            case CONFLICTING -> skip(Skip.CONFLICTING, 1);
            case OLDER -> skip(Skip.OLDER, 1);
        }
    }

    private void skip(Skip reason, int samples) {
        skipped[reason.ordinal()] += samples;
    }

    /** Counts samples of a refused series; the first text is what the sender is told. */
    public void reject(Rejection reason, int samples, String text) {
        rejected[reason.ordinal()] += samples;
        if (firstBad == null) {
            firstBad = text;
        }
    }

    /** Whether a refusal has been described already, and another description would be thrown away. */
    public boolean described() {
        return firstBad != null;
    }

    public void sawHistograms(int count) {
        histograms += count;
        skipped[Skip.HISTOGRAM.ordinal()] += count;
    }

    public void sawExemplars(int count) {
        exemplars += count;
    }

    public Origin origin() {
        return origin;
    }

    public long nowMs() {
        return nowMs;
    }

    public long accepted() {
        return accepted;
    }

    public long skipped(Skip reason) {
        return skipped[reason.ordinal()];
    }

    public long rejected(Rejection reason) {
        return rejected[reason.ordinal()];
    }

    /** Samples refused, for whatever reason. */
    public long rejected() {
        return Arrays.stream(rejected).sum();
    }

    /** Samples that the sender need not send again: stored, or left out on purpose. */
    public long written() {
        long sum = accepted;
        for (long n : skipped) {
            sum += n;
        }
        return sum - skipped[Skip.HISTOGRAM.ordinal()];
    }

    public long histograms() {
        return histograms;
    }

    public long exemplars() {
        return exemplars;
    }

    /** What was wrong with the first refused series, or null when all was well. */
    public @Nullable String firstBad() {
        return firstBad;
    }
}
