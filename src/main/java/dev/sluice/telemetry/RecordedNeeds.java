package dev.sluice.telemetry;

import dev.sluice.telemetry.RollUp.Step;
import dev.sluice.telemetry.RollUps.Mean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What frameworks needed, in equal stretches without a gap. A stretch that was not recorded repeats the one before: what is
 * missing is not idle. Before its first record a framework was not there, and needed nothing.
 *
 * @param frameworks by name
 * @param needs by stretch, then by framework
 * @param repeated figures that were not recorded
 */
record RecordedNeeds(Step step, Instant from, List<String> frameworks, double[][] needs, int repeated) {

    /** Up to so long minutes are read, beyond that tens of minutes, which are kept for longer. */
    static final Duration MINUTES = Duration.ofDays(1);

    static Step step(Duration period) {
        return period.compareTo(MINUTES) > 0 ? Step.TEN_MINUTES : Step.MINUTE;
    }

    /** @param kept oldest first */
    static RecordedNeeds of(List<Mean> kept, Step step) {
        SortedSet<String> names = new TreeSet<>();
        kept.forEach(mean -> names.add(mean.subject()));
        List<String> frameworks = new ArrayList<>(names);
        if (kept.isEmpty()) {
            return new RecordedNeeds(step, Instant.EPOCH, frameworks, new double[0][], 0);
        }
        Instant from = kept.getFirst().at();
        double[][] needs = new double[stretch(from, kept.getLast().at(), step) + 1][frameworks.size()];
        for (double[] row : needs) {
            Arrays.fill(row, Double.NaN);
        }
        for (Mean mean : kept) {
            needs[stretch(from, mean.at(), step)][frameworks.indexOf(mean.subject())] = mean.value();
        }
        return new RecordedNeeds(step, from, frameworks, needs, filled(needs));
    }

    private static int stretch(Instant from, Instant at, Step step) {
        return (int) (Duration.between(from, at).toSeconds() / step.seconds());
    }

    /** How many figures were repeated. */
    private static int filled(double[][] needs) {
        int repeated = 0;
        for (int f = 0; f < needs[0].length; f++) {
            double last = Double.NaN;
            for (double[] row : needs) {
                if (!Double.isNaN(row[f])) {
                    last = row[f];
                } else if (Double.isNaN(last)) {
                    row[f] = 0;
                } else {
                    row[f] = last;
                    repeated++;
                }
            }
        }
        return repeated;
    }

    /** As a trace: {@code seconds,framework,demand_nodes}. */
    String csv() {
        StringBuilder text = new StringBuilder("seconds,framework,demand_nodes\n");
        for (int row = 0; row < needs.length; row++) {
            long seconds = from.getEpochSecond() + (long) row * step.seconds();
            for (int f = 0; f < frameworks.size(); f++) {
                text.append(seconds)
                        .append(',')
                        .append(frameworks.get(f))
                        .append(',')
                        .append(String.format(Locale.ROOT, "%.3f", needs[row][f]))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** For people. */
    String says() {
        int all = needs.length * frameworks.size();
        String recorded = needs.length + " rows of " + step.seconds() + " s from " + from;
        return repeated == 0
                ? recorded
                : recorded + "; " + repeated + " of " + all + " figures were not recorded and repeat the one before";
    }
}
