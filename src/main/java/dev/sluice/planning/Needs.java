package dev.sluice.planning;

import java.util.OptionalDouble;

/**
 * What one framework has needed lately and is expected to need, in whole nodes' worth of work.
 *
 * @param sustained the need beyond the tolerance that was there in every reading of the evidence window: what a taker is
 *     given for; empty while there is no proof
 * @param lasting what the mean need of the lasting window is at least: beyond doubt even within the tolerance; empty while too
 *     little history is known
 * @param throughout the need that was there in every reading of the lasting window; empty while too little history is known
 * @param peak the largest need of the donor window: what a donor keeps; empty while too little history is known
 * @param outlook what further nodes are expected to be used for
 */
public record Needs(
        OptionalDouble sustained,
        OptionalDouble lasting,
        OptionalDouble throughout,
        OptionalDouble peak,
        Outlook outlook) {

    /** Of a framework of which nothing is known. */
    public static final Needs UNKNOWN = new Needs(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Outlook.NONE);

    /** The same with {@code nodes} proven: neither has to be shown by readings any more. */
    public Needs atLeast(int nodes) {
        return new Needs(most(sustained, nodes), most(lasting, nodes), throughout, peak, outlook);
    }

    private static OptionalDouble most(OptionalDouble need, int nodes) {
        return OptionalDouble.of(Math.max(need.orElse(0), nodes));
    }
}
