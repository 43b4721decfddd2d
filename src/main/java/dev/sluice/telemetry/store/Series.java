package dev.sluice.telemetry.store;

/**
 * One stored series: who it belongs to and its hot hour.
 *
 * <p>Any thread may append or read; each takes this object's monitor for a few nanoseconds, so that writers of different
 * series never meet.
 */
public final class Series extends PackedSamples {

    private static final Blocks NO_BLOCKS = new Blocks(0, 0);

    /** Stands for every series that is known but not stored, so that it is recognised as fast as the others. */
    static final Series NOT_KEPT = new Series("", NO_BLOCKS);

    /** Stands for every series that would be stored, did it say of which node it is. */
    static final Series NO_NODE = new Series("", NO_BLOCKS);

    /** What a series takes of the heap beside its blocks: the object, its place in the index and in its source, about. */
    static final int BYTES = 168;

    /** When the newest sample is so far ahead of the time of arrival, and one comes that is not, a clock has been set right. */
    private static final long AHEAD_MS = 60_000;

    private final String part;
    private int behindSeconds;
    private long newestBits;
    private long arrivedMs = Long.MIN_VALUE;
    private long startedMs;
    private boolean forgotten;

    /** @param part which of several alike: a CPU, a device */
    Series(String part, Blocks blocks) {
        super(blocks);
        this.part = part;
    }

    /** What became of a sample. */
    public enum Outcome {
        STORED,
        /** The same time and value as the newest: the twin of a highly available pair sent it too. */
        DUPLICATE,
        /** The time of the newest, but another value. */
        CONFLICTING,
        /** Older than the newest, or for a series that has just been forgotten. */
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
     * @param coldMs what is older is of no interest any more
     */
    public synchronized Outcome append(long ms, long bits, long startMs, long nowMs, long coldMs) {
        if (ms < lastMs() && lastMs() > nowMs + AHEAD_MS && ms <= nowMs + AHEAD_MS) {
            restart();
        }
        long newest = lastMs();
        if (ms <= newest || forgotten) {
            if (ms < newest || forgotten) {
                behindSeconds = (int) Math.min(Integer.MAX_VALUE, 1 + (newest - ms) / 1000);
                return Outcome.OLDER;
            }
            return bits == newestBits ? Outcome.DUPLICATE : Outcome.CONFLICTING;
        }
        if (startMs != startedMs && startMs != 0) {
            if (startedMs != 0 && ms - 1 > newest) {
                put(ms - 1, Samples.STALE_BITS, coldMs);
            }
            startedMs = startMs;
        }
        put(ms, bits, coldMs);
        newestBits = bits;
        arrivedMs = nowMs;
        behindSeconds = 0;
        return Outcome.STORED;
    }

    /**
     * Appends what was counted between two times, on top of what is stored. Where nothing is known of the time before
     * {@code startMs}, the series breaks there and goes on, so that no rate is formed across it.
     *
     * @param startMs 0 when not told: then since the newest sample
     */
    public synchronized Outcome appendDelta(long startMs, long ms, double added, long nowMs, long coldMs) {
        long newest = lastMs();
        if (ms <= newest || forgotten) {
            return ms == newest && !forgotten ? Outcome.DUPLICATE : Outcome.OLDER;
        }
        if (startMs != 0 && startMs < newest) {
            return Outcome.CONFLICTING;
        }
        double total =
                newest == Long.MIN_VALUE || newestBits == Samples.STALE_BITS ? 0 : Double.longBitsToDouble(newestBits);
        if (startMs > newest && startMs < ms) {
            if (newest != Long.MIN_VALUE && startMs - 1 > newest) {
                put(startMs - 1, Samples.STALE_BITS, coldMs);
            }
            put(startMs, Double.doubleToRawLongBits(total), coldMs);
        }
        newestBits = Double.doubleToRawLongBits(total + added);
        put(ms, newestBits, coldMs);
        arrivedMs = nowMs;
        return Outcome.STORED;
    }

    /** Reads what the next append will need, so that it is near by then; what it says is of no use. */
    public long readAhead() {
        return nearby();
    }

    /** Adds the samples from {@code fromMs} on to {@code into}, oldest first. */
    public synchronized void copy(long fromMs, Samples into) {
        unpack(fromMs, into);
    }

    /** When the newest sample was taken or arrived, whichever is earlier, so that a fast clock does not hide silence. */
    public synchronized long newestMs() {
        return Math.min(lastMs(), arrivedMs);
    }

    /** When the newest sample was taken, by the clock of its sender, or {@link Long#MIN_VALUE}; grows with each sample. */
    synchronized long takenMs() {
        return lastMs();
    }

    /** How far behind the newest sample the last that came was, in whole seconds and at least one; 0 when it was newer. */
    public synchronized int behindSeconds() {
        return behindSeconds;
    }

    /** About when the oldest sample was taken, or {@link Long#MAX_VALUE}. */
    synchronized long oldestMs() {
        return oldestTime();
    }

    synchronized boolean forgotten() {
        return forgotten;
    }

    /** When a sample last came in, or {@link Long#MIN_VALUE}. */
    synchronized long arrivedMs() {
        return arrivedMs;
    }

    /** Gives the blocks back. A batch under way may still hold the series, and stores nothing in it. */
    synchronized void forget() {
        forgotten = true;
        release();
    }
}
