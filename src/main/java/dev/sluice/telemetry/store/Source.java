package dev.sluice.telemetry.store;

import java.util.Arrays;
import java.util.List;

/**
 * One exporter of one node as one sender sees it: its series by metric. Two Prometheus servers that scrape the same
 * exporter are two sources, so that their clocks never mix in one rate.
 *
 * <p>Reading is free for any thread; the store writes under its lock, copying.
 */
public final class Source {

    private static final Series[] NONE = {};

    private final Origin origin;
    private final String identity;
    private volatile Series[][] byMetric;

    Source(Origin origin, String identity) {
        this.origin = origin;
        this.identity = identity;
        this.byMetric = new Series[Metric.values().length][];
        Arrays.fill(byMetric, NONE);
    }

    public Origin origin() {
        return origin;
    }

    /** The labels that all its series share, as text. */
    public String identity() {
        return identity;
    }

    /** The series of one metric, one per part, in the order of first sight. */
    public Iterable<Series> series(Metric metric) {
        return Arrays.asList(byMetric[metric.ordinal()]);
    }

    /** Every series of every metric. */
    public List<Series> all() {
        return Arrays.stream(byMetric).flatMap(Arrays::stream).toList();
    }

    /** Grows with each sample that is stored, so that it tells whether anything has come since. */
    public long mark() {
        long mark = 0;
        for (Series[] alike : byMetric) {
            for (Series series : alike) {
                mark += 1 + series.takenMs();
            }
        }
        return mark;
    }

    void add(Metric metric, Series series) {
        Series[][] next = byMetric.clone();
        Series[] grown = Arrays.copyOf(next[metric.ordinal()], next[metric.ordinal()].length + 1);
        grown[grown.length - 1] = series;
        next[metric.ordinal()] = grown;
        byMetric = next;
    }

    /** Forgets what has been silent since {@code beforeMs}; how many. */
    int forget(long beforeMs) {
        Series[][] next = byMetric.clone();
        int forgotten = 0;
        for (int m = 0; m < next.length; m++) {
            Series[] live = Arrays.stream(next[m])
                    .filter(s -> s.arrivedMs() >= beforeMs)
                    .toArray(Series[]::new);
            if (live.length < next[m].length) {
                Arrays.stream(next[m]).filter(s -> s.arrivedMs() < beforeMs).forEach(Series::forget);
                forgotten += next[m].length - live.length;
                next[m] = live;
            }
        }
        byMetric = next;
        return forgotten;
    }

    boolean isEmpty() {
        return Arrays.stream(byMetric).allMatch(s -> s.length == 0);
    }
}
