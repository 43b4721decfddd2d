package dev.sluice.pressure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a pressure is heading.
 *
 * @param perMinute how much it changes in a minute now; negative while it falls
 * @param ahead what it is expected to be in {@link #HORIZON}, 0 or more
 */
public record Trend(double perMinute, double ahead) {

    /** About as long as it takes to move a node. */
    public static final Duration HORIZON = Duration.ofMinutes(5);

    /**
     * Follows one pressure by Holt's linear smoothing with a damped trend (Gardner and McKenzie 1985), for readings that come
     * at any interval. Holt's, because it needs two numbers and one pass, and can be checked by hand; damped, because load
     * comes in bursts, and a straight line goes on rising after the burst is over. It is for people: what plans expect of
     * the time to come is learned from whole days.
     */
    public static final class Follower {

        /** Weight of a reading against what was expected, after a minute. */
        private static final double LEVEL = 0.5;
        /** The same of the newest change against the trend. */
        private static final double CHANGE = 0.3;
        /** What is left of the trend after a minute. */
        private static final double DAMPING = 0.85;
        /** After so long without a reading it begins anew. */
        private static final Duration GAP = Duration.ofMinutes(10);

        private Optional<Instant> last = Optional.empty();
        private double level;
        private double trend;
        private int readings;

        /** Takes in a reading; one that is not newer than the last says nothing. */
        public void add(Instant at, double value) {
            if (last.isEmpty() || last.get().plus(GAP).isBefore(at)) {
                last = Optional.of(at);
                level = value;
                trend = 0;
                readings = 1;
                return;
            }
            double minutes = Duration.between(last.get(), at).toMillis() / 60_000.0;
            if (minutes <= 0) {
                return;
            }
            last = Optional.of(at);
            double expected = level + trend * damped(minutes);
            double before = level;
            level = expected + share(LEVEL, minutes) * (value - expected);
            double carried = trend * Math.pow(DAMPING, minutes);
            trend = carried + share(CHANGE, minutes) * ((level - before) / minutes - carried);
            readings++;
        }

        /** Empty after fewer than two readings. */
        public Optional<Trend> trend() {
            double minutes = HORIZON.toMillis() / 60_000.0;
            return readings < 2
                    ? Optional.empty()
                    : Optional.of(new Trend(trend, Math.max(0, level + trend * damped(minutes))));
        }

        private static double share(double perMinute, double minutes) {
            return 1 - Math.pow(1 - perMinute, minutes);
        }

        /** For how many undamped minutes' worth of change so many minutes count. */
        private static double damped(double minutes) {
            return (Math.pow(DAMPING, minutes) - 1) / Math.log(DAMPING);
        }
    }
}
