package dev.sluice.telemetry.store;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One stored series: who it belongs to and its hot hour, a ring of chunks whose oldest is reused.
 *
 * <p>Any thread may append or read; each takes this object's monitor for a few nanoseconds, so that writers of different
 * series never meet.
 */
public final class Series {

    /** Stands for every series that is known but not stored, so that it is recognised as fast as the others. */
    static final Series NOT_KEPT = new Series("", new Budget(0), 0);

    /** Stands for every series that would be stored, did it say of which node it is. */
    static final Series NO_NODE = new Series("", new Budget(0), 0);

    /** An hour at one sample a second. */
    private static final int MAX_CHUNKS = 3600 / Chunk.CAPACITY + 2;

    /** Chunks that a series may have whatever the budget says: with one, starting over would forget the window. */
    private static final int ALWAYS = 2;

    private static final Chunk NONE = new Chunk();

    private final String part;
    private final Budget budget;
    private final long hotMs;

    private Chunk[] ring;
    private int oldest;
    private int used;
    private long newestMs = Long.MIN_VALUE;
    private long newestBits;
    private long arrivedMs = Long.MIN_VALUE;
    private long startedMs;
    private boolean forgotten;

    /**
     * @param part which of several alike: a CPU, a device
     * @param hotMs how long samples are of interest
     */
    Series(String part, Budget budget, long hotMs) {
        this.part = part;
        this.budget = budget;
        this.hotMs = hotMs;
        this.ring = new Chunk[] {new Chunk()};
        this.used = 1;
    }

    /** What became of a sample. */
    public enum Outcome {
        STORED,
        /** The same time and value as the newest: the twin of a highly available pair sent it too. */
        DUPLICATE,
        /** The time of the newest, but another value. */
        CONFLICTING,
        /** Older than the newest. */
        OLDER
    }

    /** Which CPU or device this is; empty where there is one per node. */
    public String part() {
        return part;
    }

    /**
     * Appends one sample.
     *
     * @param ms when it was taken
     * @param bits the value's raw bits
     * @param startMs since when the counter has been counting, 0 when not told; another start than last time breaks the
     *     series, so that no rate is formed across it
     * @param nowMs the time of arrival
     */
    public synchronized Outcome append(long ms, long bits, long startMs, long nowMs) {
        if (ms <= newestMs) {
            if (ms < newestMs) {
                return Outcome.OLDER;
            }
            return bits == newestBits ? Outcome.DUPLICATE : Outcome.CONFLICTING;
        }
        if (startMs != startedMs && startMs != 0) {
            if (startedMs != 0 && ms - 1 > newestMs) {
                put(ms - 1, Samples.STALE_BITS);
            }
            startedMs = startMs;
        }
        put(ms, bits);
        newestMs = ms;
        newestBits = bits;
        arrivedMs = nowMs;
        return Outcome.STORED;
    }

    /** Adds the samples from {@code fromMs} on to {@code into}, oldest first. */
    public synchronized void copy(long fromMs, Samples into) {
        for (int i = 0; i < used; i++) {
            Chunk chunk = at(i);
            if (chunk.newest() >= fromMs) {
                chunk.copy(fromMs, into);
            }
        }
    }

    /** When the newest sample was taken or arrived, whichever is earlier, so that a fast clock does not hide silence. */
    public synchronized long newestMs() {
        return Math.min(newestMs, arrivedMs);
    }

    synchronized boolean forgotten() {
        return forgotten;
    }

    /** When a sample last came in, or {@link Long#MIN_VALUE}. */
    synchronized long arrivedMs() {
        return arrivedMs;
    }

    /** Gives the chunks back; the series may still be read, and even written once more by a batch under way. */
    synchronized void forget() {
        forgotten = true;
        while (used > ALWAYS) {
            dropOldest();
        }
    }

    private void put(long ms, long bits) {
        if (!at(used - 1).append(ms, bits)) {
            next(ms);
            if (!at(used - 1).append(ms, bits)) {
                throw new IllegalStateException("an empty chunk refused a sample");
            }
        }
    }

    private Chunk at(int i) {
        int slot = oldest + i;
        return ring[slot < ring.length ? slot : slot - ring.length];
    }

    /** Makes the newest chunk an empty one: a cold one if there is one, else a new one, else the oldest. */
    private void next(long ms) {
        long cold = ms - hotMs;
        while (used > 1 && at(1).newest() < cold) {
            dropOldest();
        }
        boolean widen = at(0).newest() >= cold && used < MAX_CHUNKS && (used < ALWAYS || budget.take());
        if (widen) {
            if (used == ring.length) {
                grow();
            }
            ring[(oldest + used) % ring.length] = new Chunk();
            used++;
        } else {
            Chunk reused = at(0);
            reused.clear();
            int after = (oldest + used) % ring.length;
            ring[oldest] = NONE;
            ring[after] = reused;
            oldest = (oldest + 1) % ring.length;
        }
    }

    private void dropOldest() {
        ring[oldest] = NONE;
        oldest = (oldest + 1) % ring.length;
        if (used-- > ALWAYS) {
            budget.give(1);
        }
    }

    private void grow() {
        Chunk[] wider = new Chunk[Math.min(MAX_CHUNKS, ring.length * 2)];
        Arrays.fill(wider, NONE);
        for (int i = 0; i < used; i++) {
            wider[i] = at(i);
        }
        ring = wider;
        oldest = 0;
    }

    /** How many chunks all series of a store may hold beyond the two that each may always have. Thread-safe. */
    static final class Budget {

        private final long all;
        private final AtomicLong left;

        Budget(long chunks) {
            this.all = chunks;
            this.left = new AtomicLong(chunks);
        }

        boolean take() {
            if (left.decrementAndGet() >= 0) {
                return true;
            }
            left.incrementAndGet();
            return false;
        }

        void give(int chunks) {
            left.addAndGet(chunks);
        }

        long used() {
            return all - left.get();
        }
    }
}
