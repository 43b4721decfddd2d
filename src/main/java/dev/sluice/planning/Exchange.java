package dev.sluice.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who gives how many nodes to whom, node by node.
 *
 * <p>First what takers want: those below their guarantee, then the most pressed; from the reservoir, then from the donor
 * whose node is expected to have the least use there. Then, when there is enough for all, the reserve: what donors can
 * spare goes where it is expected to have more use than where it is, by more than {@link PlanningRules#reserve}. Only
 * who takes anyway, or is expected to leave the tolerance, gets a reserve; so that a steady fleet stays as it is.
 *
 * <p>What is on offer already is kept to, so that people can read it: its donor is preferred while another one is not
 * better by {@link #STICKY}, and its number stands while the taker is within the tolerance with it.
 *
 * <p>Uses never grow with the number of nodes, so that taking the best pair each time is the best in sum, as long as
 * every node could serve everybody. Where nodes differ, those that serve the fewest go first.
 */
final class Exchange {

    /**
     * Nodes that could serve the same frameworks.
     *
     * @param serves by party
     * @param count those of them that may leave their owner
     */
    record Kind(BitSet serves, int count) {}

    /**
     * @param from empty for the reservoir
     * @param wanted nodes for work that is there
     * @param reserve further nodes, for work that is expected
     */
    record Share(Optional<Party> from, Party to, int wanted, int reserve) {

        int count() {
            return wanted + reserve;
        }
    }

    private static final int RESERVOIR = 0;

    /** Who is expected to need a node beyond the tolerance in more than so much of the time gets a reserve. */
    static final double SELDOM = 0.05;

    /** How much more use another source must spare before it replaces the one on offer. */
    static final double STICKY = 0.1;

    private final List<Party> parties;
    private final PlanningRules rules;
    /** By source (the reservoir, then the parties): kinds of nodes, those that serve the fewest first. */
    private final List<List<Kind>> kinds;

    private final int[][] left;
    /** By source and taker: nodes on offer that may go. */
    private final int[][] offered;

    private final int[][] wanted;
    private final int[][] reserve;
    private final int[] level;
    private final int[] spare;
    private final int[] taken;
    private final int[] given;

    private Exchange(List<Party> parties, List<List<Kind>> kinds, int[][] offered, PlanningRules rules) {
        int size = parties.size();
        this.parties = parties;
        this.rules = rules;
        this.kinds = kinds;
        this.offered = offered;
        this.left = kinds.stream()
                .map(k -> k.stream().mapToInt(Kind::count).toArray())
                .toArray(int[][]::new);
        this.wanted = new int[size + 1][size];
        this.reserve = new int[size + 1][size];
        this.level = parties.stream().mapToInt(p -> p.standing().coming()).toArray();
        this.spare = parties.stream().mapToInt(p -> p.gives() ? p.spare() : 0).toArray();
        this.taken = new int[size];
        this.given = new int[size];
    }

    /**
     * @param kinds of the reservoir, then of each party
     * @param offered nodes on offer that may go, by source as in {@code kinds} and by taker
     */
    static List<Share> of(Allocation allocation, List<List<Kind>> kinds, int[][] offered, PlanningRules rules) {
        List<List<Kind>> ordered = kinds.stream()
                .map(k -> k.stream()
                        .sorted(Comparator.comparingInt(
                                        (Kind kind) -> kind.serves().cardinality())
                                .thenComparing(kind -> kind.serves().toString()))
                        .toList())
                .toList();
        Exchange exchange = new Exchange(allocation.parties(), ordered, offered, rules);
        int[] takers = exchange.takers();
        for (int taker : takers) {
            exchange.feed(taker);
        }
        if (!allocation.scarce()) {
            exchange.hold();
        }
        exchange.keep();
        return exchange.shares(takers);
    }

    /** The kind of the next node from a source to a taker: the least versatile that will do; -1 when there is none. */
    private int kind(int from, int to) {
        List<Kind> ofSource = kinds.get(from);
        for (int kind = 0; kind < ofSource.size(); kind++) {
            if (left[from][kind] > 0 && ofSource.get(kind).serves().get(to)) {
                return kind;
            }
        }
        return -1;
    }

    private int[] takers() {
        Comparator<Integer> order = Comparator.<Integer, Boolean>comparing(i -> keepsGuarantee(parties.get(i)))
                .thenComparing(Comparator.<Integer>comparingDouble(i -> ratio(parties.get(i)))
                        .reversed());
        return boxed().filter(i -> parties.get(i).takes())
                .sorted(order)
                .mapToInt(i -> i)
                .toArray();
    }

    private Stream<Integer> boxed() {
        return IntStream.range(0, parties.size()).boxed();
    }

    private static boolean keepsGuarantee(Party party) {
        return party.standing().coming()
                >= party.standing().floor(party.policy().guarantee());
    }

    private static double ratio(Party party) {
        int coming = party.standing().coming();
        return coming == 0 ? Double.MAX_VALUE : (double) party.wants() / coming;
    }

    private void feed(int taker) {
        for (int left = parties.get(taker).room(); left > 0; left--) {
            int from = cheapest(taker);
            if (from < 0) {
                return;
            }
            move(from, taker, wanted);
        }
    }

    /** The source for one more node: the reservoir, or the donor with the least use for it; -1 when there is none. */
    private int cheapest(int taker) {
        if (kind(RESERVOIR, taker) >= 0) {
            return RESERVOIR;
        }
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int donor = 0; donor < parties.size(); donor++) {
            if (taken[donor] == 0 && spare[donor] > 0 && kind(donor + 1, taker) >= 0) {
                double use = loss(donor + 1) - sticky(donor + 1, taker);
                if (use < least || (use == least && pressure(donor) < pressure(best - 1))) {
                    best = donor + 1;
                    least = use;
                }
            }
        }
        return best;
    }

    private double pressure(int party) {
        return parties.get(party).state().score().pressure().value().orElse(0);
    }

    private void hold() {
        int[] room = new int[parties.size()];
        double[] gain = new double[parties.size()];
        for (int i = 0; i < room.length; i++) {
            Party party = parties.get(i);
            room[i] = given[i] > 0 || !(party.takes() || leavesTolerance(party)) ? 0 : party.reserveRoom();
            gain[i] = party.use(level[i]);
        }
        while (true) {
            int bestFrom = -1;
            int bestTo = -1;
            double best = rules.reserve();
            for (int to = 0; to < room.length; to++) {
                if (room[to] == 0 || gain[to] + STICKY <= best || given[to] > 0) {
                    continue;
                }
                int from = cheapest(to);
                double surplus = from < 0 ? 0 : gain[to] - loss(from) + sticky(from, to);
                if (surplus > best) {
                    best = surplus;
                    bestFrom = from;
                    bestTo = to;
                }
            }
            if (bestTo < 0) {
                return;
            }
            move(bestFrom, bestTo, reserve);
            room[bestTo]--;
            gain[bestTo] = parties.get(bestTo).use(level[bestTo]);
        }
    }

    private double sticky(int from, int to) {
        return wanted[from][to] + reserve[from][to] < offered[from][to] ? STICKY : 0;
    }

    /** Goes back to what is on offer where that gives a taker at most half the tolerance less, or the tolerance more. */
    private void keep() {
        for (int to = 0; to < parties.size(); to++) {
            int planned = 0;
            int onOffer = 0;
            for (int from = 0; from <= parties.size(); from++) {
                planned += wanted[from][to] + reserve[from][to];
                onOffer += offered[from][to];
            }
            int more = planned - onOffer;
            if (planned > 0 && onOffer > 0 && more <= little(level[to]) / 2 && -more <= little(level[to])) {
                keep(to, planned);
            }
        }
    }

    private void keep(int to, int planned) {
        int[][] kind = wanted(to) > 0 ? wanted : reserve;
        for (int from = 0; from <= parties.size(); from++) {
            while (wanted[from][to] + reserve[from][to] > offered[from][to]) {
                moveBack(from, to, reserve[from][to] > 0 ? reserve : wanted);
            }
        }
        for (int from = 0; from <= parties.size(); from++) {
            while (wanted[from][to] + reserve[from][to] < offered[from][to] && canGo(from, to)) {
                move(from, to, kind);
            }
        }
        if (planned - taken[to] > little(level[to]) / 2) {
            for (int from = cheapest(to); from >= 0 && taken[to] < planned; from = cheapest(to)) {
                move(from, to, kind);
            }
        }
    }

    private int wanted(int to) {
        return Arrays.stream(wanted).mapToInt(ofSource -> ofSource[to]).sum();
    }

    /** So many nodes change the pressure of one that has {@code nodes} by no more than the tolerance. */
    private int little(int nodes) {
        return (int) (nodes * rules.tolerance());
    }

    private boolean canGo(int from, int to) {
        boolean spared = from == RESERVOIR || (taken[from - 1] == 0 && spare[from - 1] > 0);
        Party taker = parties.get(to);
        return spared
                && kind(from, to) >= 0
                && given[to] == 0
                && taker.standing().held() + taken[to] < taker.policy().cap();
    }

    private double loss(int from) {
        return from == RESERVOIR ? 0 : parties.get(from - 1).use(level[from - 1] - 1);
    }

    private boolean leavesTolerance(Party party) {
        return party.use((int) (party.standing().coming() * (1 + rules.tolerance()))) > SELDOM;
    }

    private void move(int from, int to, int[][] kind) {
        kind[from][to]++;
        left[from][kind(from, to)]--;
        if (from != RESERVOIR) {
            spare[from - 1]--;
            level[from - 1]--;
            given[from - 1]++;
        }
        level[to]++;
        taken[to]++;
    }

    /** The node itself stays out of the count of its kind, so that nobody else gets it in this plan. */
    private void moveBack(int from, int to, int[][] kind) {
        kind[from][to]--;
        if (from != RESERVOIR) {
            spare[from - 1]++;
            level[from - 1]++;
            given[from - 1]--;
        }
        level[to]--;
        taken[to]--;
    }

    /** Takers in their order, then those with a reserve only; of each the reservoir first. */
    private List<Share> shares(int[] takers) {
        List<Integer> order = new ArrayList<>(Arrays.stream(takers).boxed().toList());
        boxed().filter(i -> taken[i] > 0 && !order.contains(i)).forEach(order::add);
        List<Share> shares = new ArrayList<>();
        for (int to : order) {
            Party taker = taken[to] == 0
                    ? parties.get(to)
                    : parties.get(to).withTarget(Math.max(parties.get(to).target(), level[to]));
            for (int from = 0; from <= parties.size(); from++) {
                if (wanted[from][to] + reserve[from][to] > 0) {
                    Optional<Party> donor = from == RESERVOIR ? Optional.empty() : Optional.of(parties.get(from - 1));
                    shares.add(new Share(donor, taker, wanted[from][to], reserve[from][to]));
                }
            }
        }
        return shares;
    }
}
