package dev.sluice.planning;

/**
 * Whether moving these nodes is worth the disruption: the share of the fleet's work that is relieved over the share of the
 * fleet's work that is disturbed. After Karpenter's balanced consolidation; for nodes that are as busy as the average it
 * asks that each relieves {@code threshold} of a node.
 *
 * @param relief overload taken from the taker less overload put on the donor, in nodes' worth of work
 * @param nodes of the fleet
 * @param disruption of the nodes that would move, see {@link #disruptionOf}
 * @param poolDisruption of all nodes of the fleet
 */
public record Gain(double relief, int nodes, double disruption, double poolDisruption, double threshold) {

    /** One for the move itself, and one for each piece of running work, up to ten of them. */
    public static double disruptionOf(int running) {
        return 1 + Math.min(10, running);
    }

    public double score() {
        return relief <= 0 ? 0 : (relief / nodes) / (disruption / poolDisruption);
    }

    public boolean approved() {
        return relief > 0 && score() >= threshold;
    }
}
