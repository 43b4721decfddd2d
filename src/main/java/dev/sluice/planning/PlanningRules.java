package dev.sluice.planning;

import java.time.Duration;

/**
 * The constants of a plan.
 *
 * @param tolerance how far from 1.00 a pressure is still just right
 * @param dwell how long a node that has moved stays where it is
 * @param stepCap share of the donor's nodes that one step may take when both ends are automatic; at least one node
 * @param gain the threshold of the gain gate, see {@link Gain}
 * @param reserve how much more use a spare node must be expected to have at its taker than at its donor, see {@link
 *     Outlook}; 1 and more holds no reserve
 */
public record PlanningRules(
        double tolerance, Duration dwell, double stepCap, double gain, double reserve, Churn churn) {

    /**
     * How often nodes may move.
     *
     * @param perNode moves of one node in a day
     * @param perPair share of the fleet's nodes that may go from one framework to one other in an hour; four at least
     */
    public record Churn(int perNode, double perPair) {

        private static final int LEAST = 4;

        public static final Churn DEFAULTS = new Churn(6, 0.5);

        public Churn {
            if (perNode < 1) {
                throw new IllegalArgumentException("churn per node must be 1 or more, got " + perNode);
            }
            if (!(perPair > 0 && perPair <= 1)) {
                throw new IllegalArgumentException("churn per pair must be above 0 and at most 1, got " + perPair);
            }
        }

        int ofPair(int fleet) {
            return Math.max(LEAST, (int) (fleet * perPair));
        }
    }

    public static final PlanningRules DEFAULTS =
            new PlanningRules(0.10, Duration.ofMinutes(60), 0.10, 0.5, 0.2, Churn.DEFAULTS);

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
        if (!(reserve > 0)) {
            throw new IllegalArgumentException("reserve must be above 0, got " + reserve);
        }
        if (dwell.isNegative()) {
            throw new IllegalArgumentException("dwell must be 0 or more, got " + dwell);
        }
    }
}
