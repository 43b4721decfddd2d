package dev.sluice.replay;

import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.trace.BadInput;
import java.util.List;

/**
 * Under which rules a trace is replayed.
 *
 * @param frameworks one for each of the trace's, in its order
 * @param deservedGiven whether the policy says what each deserves, which then are their first shares
 */
record Policy(PlanningConfig planning, List<Framework> frameworks, boolean deservedGiven) {

    Policy {
        frameworks = List.copyOf(frameworks);
    }

    List<FrameworkId> ids() {
        return frameworks.stream().map(Framework::id).toList();
    }

    /** How many nodes each has at the beginning: equal shares, or by what each deserves, within guarantee and cap. */
    int[] firstShares(int fleet) {
        int[] shares = new int[frameworks.size()];
        int left = fleet;
        for (int f = 0; f < shares.length; f++) {
            shares[f] = frameworks.get(f).policy().guarantee();
            left -= shares[f];
        }
        if (left < 0) {
            throw new BadInput("A fleet of " + fleet + " nodes cannot keep guarantees of " + (fleet - left)
                    + " nodes; take a larger --fleet or smaller guarantees.");
        }
        while (left > 0) {
            int poorest = -1;
            for (int f = 0; f < shares.length; f++) {
                if (shares[f] < frameworks.get(f).policy().cap()
                        && (poorest < 0 || share(f, shares) < share(poorest, shares))) {
                    poorest = f;
                }
            }
            if (poorest < 0) {
                throw new BadInput("A fleet of " + fleet + " nodes is larger than all caps together, which are "
                        + (fleet - left) + " nodes; take a smaller --fleet or larger caps.");
            }
            shares[poorest]++;
            left--;
        }
        return shares;
    }

    private double share(int framework, int[] shares) {
        double deserved =
                deservedGiven ? Math.max(0.5, frameworks.get(framework).policy().deserved()) : 1;
        return shares[framework] / deserved;
    }
}
