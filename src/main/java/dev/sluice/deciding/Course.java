package dev.sluice.deciding;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How a need went, minute by minute, back from the newest reading: each minute is the mean of its readings. */
final class Course {

    /** With fewer minutes nothing is steady. */
    private static final int STEADY = 9;
    /**
     * Of the slopes between all pairs of minutes the one that so many are below. Theil and Sen take the middle one; lower down is
     * what nearly all pairs agree on, which a jump, a burst or noise never make them do.
     */
    private static final double AGREED = 0.2;

    private final double[] sums;
    private final int[] counts;

    Course(int minutes) {
        this.sums = new double[minutes];
        this.counts = new int[minutes];
    }

    /** @param age before the newest reading; one from before all minutes is left out */
    void add(Duration age, double need) {
        long minute = age.toMinutes();
        if (minute < sums.length) {
            sums[(int) minute] += need;
            counts[(int) minute]++;
        }
    }

    /** By how much the need will have grown after a while, if it climbs steadily and by more than its noise; else 0. */
    double growth(Duration ahead) {
        int[] known = known();
        if (known.length < STEADY) {
            return 0;
        }
        double[] slopes = new double[known.length * (known.length - 1) / 2];
        int pair = 0;
        for (int newer = 0; newer < known.length; newer++) {
            for (int older = newer + 1; older < known.length; older++) {
                slopes[pair++] = (mean(known[newer]) - mean(known[older])) / (known[older] - known[newer]);
            }
        }
        Arrays.sort(slopes);
        double grown = slopes[(int) (slopes.length * AGREED)] * ahead.toSeconds() / 60.0;
        return grown > noise(known) ? grown : 0;
    }

    /** The standard deviation from one minute to the next, a slow rise or fall left out. */
    private double noise(int[] known) {
        double squares = IntStream.range(1, known.length)
                .mapToDouble(i -> mean(known[i - 1]) - mean(known[i]))
                .map(step -> step * step)
                .average()
                .orElse(0);
        // The difference of two has twice the variance of one.
        return Math.sqrt(squares / 2);
    }

    private int[] known() {
        return IntStream.range(0, counts.length)
                .filter(minute -> counts[minute] > 0)
                .toArray();
    }

    private double mean(int minute) {
        return sums[minute] / counts[minute];
    }
}
