package dev.sluice.telemetry.store;

import java.util.Arrays;

/** A run of samples copied out of a series, oldest first; reused by its reader, never shared between threads. */
public final class Samples {

    /** The value that says "this series has ended": a NaN with exactly these bits, from the Prometheus data model. */
    public static final long STALE_BITS = 0x7ff0000000000002L;

    private long[] ms = new long[64];
    private double[] values = new double[64];
    private int size;

    public int size() {
        return size;
    }

    /** When sample {@code i} was taken, in ms since 1970. */
    public long ms(int i) {
        return ms[i];
    }

    /** The value of sample {@code i}; not a number where the series ended or broke off. */
    public double value(int i) {
        return values[i];
    }

    /** Whether sample {@code i} is an end of the series and not a value. */
    public boolean breaks(int i) {
        return Double.isNaN(values[i]);
    }

    /** Whether there is no sample, or the newest says that the series has ended. */
    public boolean ended() {
        return size == 0 || breaks(size - 1);
    }

    public void clear() {
        size = 0;
    }

    void addFrom(long from, long at, long bits) {
        if (at >= from) {
            add(at, bits);
        }
    }

    private void add(long at, long bits) {
        if (size == ms.length) {
            ms = Arrays.copyOf(ms, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        ms[size] = at;
        values[size++] = Double.longBitsToDouble(bits);
    }
}
