package dev.sluice.telemetry.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 128 bits that stand for the labels of a series as they are on the wire, made without building a string.
 *
 * <p>Two lanes of multiply-and-fold (the step of wyhash), seeded per process, so that a collision of two of a million
 * series is as unlikely as a memory fault. Mutable and reused: one per thread, never shared.
 */
public final class SeriesKey {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long S0 = 0x9E3779B97F4A7C15L;
    private static final long S1 = 0xE7037ED1A0B428DBL;
    private static final long S2 = 0x8EBC6AF09C88C6E3L;
    private static final long S3 = 0x589965CC75374CC3L;

    private final long seed;
    private long hi;
    private long lo;

    /** @param seed the same for all keys of one store, and secret */
    public SeriesKey(long seed) {
        this.seed = seed;
    }

    public long hi() {
        return hi;
    }

    public long lo() {
        return lo;
    }

    /** Becomes a key that was one before. */
    public void set(long high, long low) {
        hi = high;
        lo = low;
    }

    /** Starts a key of another sort: the same bytes under another salt are another key. */
    public void start(long salt) {
        hi = seed ^ S0 ^ salt;
        lo = Long.rotateLeft(seed, 29) ^ S1 ^ salt * S2;
    }

    /** Sets the key to that of {@code bytes[from, to)}. */
    public void of(long salt, byte[] bytes, int from, int to) {
        start(salt);
        add(bytes, from, to);
    }

    /** Adds {@code bytes[from, to)} and their length. */
    public void add(byte[] bytes, int from, int to) {
        int length = to - from;
        long a = hi;
        long b = lo;
        int i = from;
        for (; i + 16 <= to; i += 16) {
            long x = (long) LONG.get(bytes, i);
            long y = (long) LONG.get(bytes, i + 8);
            a = fold(a ^ x, y ^ S2);
            b = fold(b ^ y, x ^ S3);
        }
        int rest = to - i;
        if (rest > 0) {
            long x;
            long y;
            if (length >= 16) {
                x = (long) LONG.get(bytes, to - 16);
                y = (long) LONG.get(bytes, to - 8);
            } else if (length >= 8) {
                x = (long) LONG.get(bytes, from);
                y = (long) LONG.get(bytes, to - 8);
            } else if (length >= 4) {
                x = (int) INT.get(bytes, from) & 0xFFFFFFFFL;
                y = (int) INT.get(bytes, to - 4) & 0xFFFFFFFFL;
            } else {
                x = (bytes[from] & 0xFFL) << 16 | (bytes[from + length / 2] & 0xFFL) << 8 | (bytes[to - 1] & 0xFFL);
                y = 0;
            }
            a = fold(a ^ x, y ^ S2);
            b = fold(b ^ y, x ^ S3);
        }
        hi = fold(a ^ S1, b ^ length);
        lo = fold(b ^ S3, a ^ S0 ^ length);
    }

    /** Adds two words, for example the key of a part. */
    public void add(long x, long y) {
        long a = fold(hi ^ x, y ^ S2);
        long b = fold(lo ^ y, x ^ S3);
        hi = a;
        lo = b;
    }

    private static long fold(long x, long y) {
        return x * y ^ Math.unsignedMultiplyHigh(x, y);
    }
}
