package dev.sluice.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of one subject's signals in one stretch of time.
 *
 * @param subject {@code node/<id>} or {@code framework/<id>}
 * @param at when the stretch began
 * @param points how many values there were, of all signals
 * @param figures by the signal's place: lowest, mean, 66th and 95th percentile, highest
 */
record RollUp(String subject, Step step, Instant at, int points, Map<Integer, double[]> figures) {

    static final int FIGURES = 5;

    /** How long a stretch is. */
    enum Step {
        MINUTE(Duration.ofMinutes(1)),
        TEN_MINUTES(Duration.ofMinutes(10));

        private final Duration length;

        Step(Duration length) {
            this.length = length;
        }

        Duration length() {
            return length;
        }

        int seconds() {
            return (int) length.toSeconds();
        }

        /** Whether a stretch of this length ends at that time. */
        boolean endsAt(Instant time) {
            return time.getEpochSecond() % seconds() == 0;
        }
    }

    RollUp {
        figures = Map.copyOf(figures);
    }

    /** The figures of a signal's values, of which there must be one. */
    static double[] of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new double[] {
            sorted[0],
            Arrays.stream(sorted).average().orElseThrow(),
            Points.quantile(sorted, 0.66),
            Points.quantile(sorted, 0.95),
            sorted[sorted.length - 1]
        };
    }

    /** As PostgreSQL reads an array: five for each signal up to the last that is there, NULL for those that are not. */
    String literal() {
        StringBuilder text = new StringBuilder("{");
        int places = new TreeMap<>(figures).lastKey() + 1;
        for (int place = 0; place < places; place++) {
            double[] of = figures.get(place);
            for (int i = 0; i < FIGURES; i++) {
                text.append(text.length() > 1 ? "," : "").append(of == null ? "NULL" : "" + (float) of[i]);
            }
        }
        return text.append('}').toString();
    }
}
