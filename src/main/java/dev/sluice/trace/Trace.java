package dev.sluice.trace;

import dev.sluice.fleet.FrameworkId;
import java.util.Arrays;
import java.util.List;

/**
 * What each framework wanted over time, in whole nodes' worth of work.
 *
 * @param frameworks in the order of their first row
 * @param start seconds of the first row since 1970, or since whenever the trace says
 * @param step seconds between two rows of one framework
 * @param demand by row, then by framework
 */
public record Trace(List<FrameworkId> frameworks, long start, int step, double[][] demand) {

    public Trace {
        frameworks = List.copyOf(frameworks);
    }

    public int rows() {
        return demand.length;
    }

    public double minutesPerRow() {
        return step / 60.0;
    }

    /** All frameworks' demand in one row. */
    public double total(int row) {
        return Arrays.stream(demand[row]).sum();
    }

    /** A fleet that is somewhat too small for the worst percent of the time: 0.9 of the 99th percentile, nearest rank. */
    public int typicalFleet() {
        double[] totals = new double[rows()];
        Arrays.setAll(totals, this::total);
        Arrays.sort(totals);
        int rank = (int) Math.ceil(0.99 * totals.length);
        return Math.max(frameworks.size(), (int) Math.ceil(0.9 * totals[rank - 1]));
    }

    /** Node-minutes of overload that no allocation of {@code fleet} nodes could serve. */
    public double unavoidable(int fleet) {
        double sum = 0;
        for (int row = 0; row < rows(); row++) {
            sum += Math.max(0, total(row) - fleet) * minutesPerRow();
        }
        return sum;
    }
}
