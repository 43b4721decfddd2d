package dev.sluice.replay;

/**
 * What one way of allocating came to.
 *
 * @param overloadNodeMinutes demand beyond the nodes held, over time
 * @param idleNodeMinutes nodes held beyond the demand, over time; a node under way is not held
 * @param moves nodes that left an owner
 * @param worstMinute the row, counted from 0, with the most overload
 * @param worstOverload the overload in that row, in nodes
 */
record Tally(double overloadNodeMinutes, double idleNodeMinutes, int moves, int worstMinute, double worstOverload) {

    /** Adds up one row after the other; a row may come in parts. */
    static final class Sum {
        private double overload;
        private double idle;
        private int moves;
        private int worstRow;
        private double worst;
        private int row = -1;
        private double inRow;

        void add(int at, double[] demand, int[] held, double minutes, double rowMinutes) {
            double over = 0;
            for (int f = 0; f < demand.length; f++) {
                double lacking = demand[f] - held[f];
                over += Math.max(0, lacking) * minutes;
                idle += Math.max(0, -lacking) * minutes;
            }
            overload += over;
            inRow = at == row ? inRow + over : over;
            row = at;
            if (inRow / rowMinutes > worst) {
                worst = inRow / rowMinutes;
                worstRow = at;
            }
        }

        void moved(int nodes) {
            moves += nodes;
        }

        Tally tally() {
            return new Tally(overload, idle, moves, worstRow, worst);
        }
    }
}
