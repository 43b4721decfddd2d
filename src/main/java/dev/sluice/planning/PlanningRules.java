package dev.sluice.planning;

import java.time.Duration;

/**
 * The constants of a plan.
 *
 * @param tolerance how far from 1.00 a pressure is still just right
 * @param dwell how long a node that has moved stays where it is
 * @param stepCap share of the donor's nodes that one step may take when both ends are automatic; at least one node
 * @param gain the threshold of the gain gate, see {@link Gain}
 */
public record PlanningRules(double tolerance, Duration dwell, double stepCap, double gain) {

    public static final PlanningRules DEFAULTS = new PlanningRules(0.10, Duration.ofMinutes(60), 0.10, 0.5);

    public PlanningRules {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance must be 0 or more and below 1, got " + tolerance);
        }
        if (!(stepCap > 0 && stepCap <= 1)) {
            throw new IllegalArgumentException("step cap must be above 0 and at most 1, got " + stepCap);
        }
        if (!(gain >= 0)) {
            throw new IllegalArgumentException("gain must be 0 or more, got " + gain);
        }
        if (dwell.isNegative()) {
            throw new IllegalArgumentException("dwell must be 0 or more, got " + dwell);
        }
    }
}
