package dev.sluice.planning;

import java.util.Arrays;

/**
 * How much use each further node of a framework is expected to have: for {@code n} nodes, the share of the time to come in
 * which one more would have work, 0 to 1 and never growing with {@code n}.
 *
 * <p>It is the chance that more than {@code n} nodes' worth of work is wanted, from weighted samples of past needs, and
 * beyond the largest of them an exponential tail. The use of a node summed over all that is missing is the expected
 * overload, which therefore is convex: whoever gives nodes one by one to the greatest use gives them best.
 */
public final class Outlook {

    /** Expects nothing. */
    public static final Outlook NONE = new Outlook(new double[0], new double[0], new Tail(0, 1), 0, 0);

    private final double[] needs;
    /** Weight of the sample at this place and of all larger ones. */
    private final double[] weights;

    private final Tail tail;
    private final double present;
    private final double presentWeight;

    private Outlook(double[] needs, double[] weights, Tail tail, double present, double presentWeight) {
        this.needs = needs;
        this.weights = weights;
        this.tail = tail;
        this.present = present;
        this.presentWeight = presentWeight;
    }

    /**
     * Needs that are larger than any before.
     *
     * @param weight of all of them together
     * @param spread how slowly they become rarer: the mean of what they have above the largest sample
     */
    record Tail(double weight, double spread) {}

    /** @param samples what may be needed; their weights and the tail's add up to 1 at most */
    static Outlook of(Samples samples, Tail tail) {
        Samples sorted = samples.sorted();
        double[] weights = sorted.weights();
        for (int i = weights.length - 2; i >= 0; i--) {
            weights[i] += weights[i + 1];
        }
        return new Outlook(sorted.needs(), weights, tail, 0, 0);
    }

    /** The same, and in part {@code weight} also the need of this moment. */
    Outlook with(double need, double weight) {
        return new Outlook(needs, weights, tail, need, weight);
    }

    /** The use of one node more than {@code nodes}. */
    public double use(int nodes) {
        int above = firstAtLeast(nodes + 1);
        double use = above < weights.length ? weights[above] : 0;
        // Needs between n and n + 1 fill the node in part.
        for (int i = above - 1; i >= 0 && needs[i] > nodes; i--) {
            double own = weights[i] - (i + 1 < weights.length ? weights[i + 1] : 0);
            use += own * (needs[i] - nodes);
        }
        return use + presentWeight * Math.clamp(present - nodes, 0.0, 1.0) + beyond(nodes);
    }

    private double beyond(int nodes) {
        if (tail.spread() <= 0) {
            return 0;
        }
        double largest = Math.max(present, needs.length == 0 ? 0 : needs[needs.length - 1]);
        return nodes < largest ? tail.weight() : tail.weight() * Math.exp((largest - nodes) / tail.spread());
    }

    private int firstAtLeast(double need) {
        int at = Arrays.binarySearch(needs, need);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && needs[at - 1] == need) {
            at--;
        }
        return at;
    }

    /** Needs with weights, in the order in which they are added. */
    static final class Samples {
        private double[] needs;
        private double[] weights;
        private int size;

        Samples(int capacity) {
            needs = new double[capacity];
            weights = new double[capacity];
        }

        void add(double need, double weight) {
            if (size == needs.length) {
                needs = Arrays.copyOf(needs, Math.max(16, size * 2));
                weights = Arrays.copyOf(weights, needs.length);
            }
            needs[size] = need;
            weights[size++] = weight;
        }

        double[] needs() {
            return Arrays.copyOf(needs, size);
        }

        double[] weights() {
            return Arrays.copyOf(weights, size);
        }

        private Samples sorted() {
            Integer[] order = new Integer[size];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Double.compare(needs[a], needs[b]));
            Samples sorted = new Samples(size);
            for (Integer i : order) {
                sorted.add(needs[i], weights[i]);
            }
            return sorted;
        }
    }
}
