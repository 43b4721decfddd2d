package dev.sluice.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fewer points for a chart that looks the same: the lowest and the highest of each stretch of time, and every gap. */
final class Thinning {

    private Thinning() {}

    /**
     * At most {@code most} points, plus one without a value in each gap.
     *
     * @param most at least 2
     */
    static List<Number[]> of(Points points, int most) {
        int n = points.size();
        List<Number[]> thin = new ArrayList<>(Math.min(n, most) + 8);
        if (n == 0) {
            return thin;
        }
        long gap = gap(points);
        long from = points.ms()[0];
        long span = Math.max(1, points.newestMs() - from + 1);
        int stretches = n <= most ? n : most / 2;
        int i = 0;
        while (i < n) {
            long stretch = n <= most ? i : (points.ms()[i] - from) * stretches / span;
            int low = i;
            int high = i;
            int next = i + 1;
            while (n > most
                    && next < n
                    && points.ms()[next] - points.ms()[next - 1] <= gap
                    && (points.ms()[next] - from) * stretches / span == stretch) {
                low = points.values()[next] < points.values()[low] ? next : low;
                high = points.values()[next] > points.values()[high] ? next : high;
                next++;
            }
            add(thin, points, Math.min(low, high));
            if (low != high) {
                add(thin, points, Math.max(low, high));
            }
            if (next < n && points.ms()[next] - points.ms()[next - 1] > gap) {
                thin.add(new Number[] {points.ms()[next - 1] + 1, null});
            }
            i = next;
        }
        return thin;
    }

    private static void add(List<Number[]> to, Points points, int i) {
        to.add(new Number[] {points.ms()[i], points.values()[i]});
    }

    /** Three times the usual interval is a hole in the line. */
    private static long gap(Points points) {
        int n = points.size();
        if (n < 2) {
            return Long.MAX_VALUE;
        }
        long[] spans = new long[n - 1];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = points.ms()[i + 1] - points.ms()[i];
        }
        Arrays.sort(spans);
        return 3 * spans[spans.length / 2];
    }
}
