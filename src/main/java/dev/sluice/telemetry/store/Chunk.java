package dev.sluice.telemetry.store;

/**
 * A block of consecutive samples of one series. The seam for a denser encoding: append in order, read from a time on,
 * start over; nothing outside knows how samples lie here. Guarded by the series that holds it.
 */
final class Chunk {

    /** At 15 s a chunk is 16 minutes, at 1 s one minute: little is lost when the oldest is reused. */
    static final int CAPACITY = 64;

    /** What one chunk takes of the heap: two arrays and this object. */
    static final int BYTES = CAPACITY * (Integer.BYTES + Long.BYTES) + 2 * 16 + 40;

    private final int[] offsets = new int[CAPACITY];
    private final long[] bits = new long[CAPACITY];
    private long base;
    private int size;

    /** Appends a sample that is newer than all here; false when it does not fit, and the next chunk is due. */
    boolean append(long ms, long value) {
        if (size == 0) {
            base = ms;
        }
        long offset = ms - base;
        if (size == CAPACITY || offset > Integer.MAX_VALUE) {
            return false;
        }
        offsets[size] = (int) offset;
        bits[size++] = value;
        return true;
    }

    long newest() {
        return size == 0 ? Long.MIN_VALUE : base + offsets[size - 1];
    }

    void copy(long fromMs, Samples into) {
        for (int i = 0; i < size; i++) {
            long ms = base + offsets[i];
            if (ms >= fromMs) {
                into.add(ms, bits[i]);
            }
        }
    }

    void clear() {
        size = 0;
    }
}
