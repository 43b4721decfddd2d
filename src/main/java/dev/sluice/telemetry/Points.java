package dev.sluice.telemetry;

import java.util.Arrays;

/**
 * A signal over time, oldest first.
 *
 * @param ended whether every series behind it has said that it ended
 */
record Points(long[] ms, double[] values, boolean ended) {

    static final Points NONE = new Points(new long[0], new double[0], true);

    int size() {
        return ms.length;
    }

    /** The time of the newest, or {@link Long#MIN_VALUE}. */
    long newestMs() {
        return ms.length == 0 ? Long.MIN_VALUE : ms[ms.length - 1];
    }

    double newest() {
        return values[values.length - 1];
    }

    /** A quantile, linear between ranks, as PromQL's {@code quantile_over_time}; there must be a point. */
    double quantile(double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantile(sorted, q);
    }

    static double quantile(double[] sorted, double q) {
        double rank = q * (sorted.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
    }

    /** These, and then those of {@code later} that are newer. */
    Points then(Points later) {
        int from = 0;
        while (from < later.size() && later.ms[from] <= newestMs()) {
            from++;
        }
        int rest = later.size() - from;
        long[] allMs = Arrays.copyOf(ms, ms.length + rest);
        double[] all = Arrays.copyOf(values, ms.length + rest);
        System.arraycopy(later.ms, from, allMs, ms.length, rest);
        System.arraycopy(later.values, from, all, ms.length, rest);
        return new Points(allMs, all, later.ended);
    }

    /** The points up to a time. */
    Points until(long toMs) {
        int n = ms.length;
        while (n > 0 && ms[n - 1] > toMs) {
            n--;
        }
        return new Points(Arrays.copyOf(ms, n), Arrays.copyOf(values, n), ended);
    }
}
