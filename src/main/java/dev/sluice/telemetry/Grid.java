package dev.sluice.telemetry;

import java.util.Arrays;

/** Adds up values of several series at equal times. The times of one exporter's series are the same, so this is cheap. */
final class Grid {

    private long[] ms = new long[32];
    private double[] sum = new double[32];
    private double[] max = new double[32];
    private int[] count = new int[32];
    private int size;
    private int next;

    int size() {
        return size;
    }

    long ms(int i) {
        return ms[i];
    }

    double sum(int i) {
        return sum[i];
    }

    double max(int i) {
        return max[i];
    }

    int count(int i) {
        return count[i];
    }

    /** Another series follows, from its oldest value on. */
    void rewind() {
        next = 0;
    }

    void add(long at, double value) {
        while (next < size && ms[next] < at) {
            next++;
        }
        if (next == size || ms[next] != at) {
            insert(next, at);
        }
        sum[next] += value;
        max[next] = count[next] == 0 ? value : Math.max(max[next], value);
        count[next++]++;
    }

    /**
     * How many times count: without the newest when fewer series have it than the one before, since the rest of that
     * scrape is still on its way.
     */
    int complete() {
        return size >= 2 && count[size - 1] < count[size - 2] ? size - 1 : size;
    }

    private void insert(int at, long time) {
        if (size == ms.length) {
            ms = Arrays.copyOf(ms, size * 2);
            sum = Arrays.copyOf(sum, size * 2);
            max = Arrays.copyOf(max, size * 2);
            count = Arrays.copyOf(count, size * 2);
        }
        System.arraycopy(ms, at, ms, at + 1, size - at);
        System.arraycopy(sum, at, sum, at + 1, size - at);
        System.arraycopy(max, at, max, at + 1, size - at);
        System.arraycopy(count, at, count, at + 1, size - at);
        ms[at] = time;
        sum[at] = 0;
        max[at] = 0;
        count[at] = 0;
        size++;
    }
}
