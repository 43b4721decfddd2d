package dev.sluice.replay;

import dev.sluice.trace.Trace;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Simple rules on the same trace, deciding once a row, without policies, to measure Sluice against.
 *
 * @param first nodes of each framework at the beginning
 * @param moveSeconds how long a moved node is away from both
 */
record Baselines(Trace trace, int[] first, int moveSeconds) {

    /** As in the horizontal pod autoscaler. */
    private static final double TOLERANCE = 0.10;

    private static final int WINDOW_SECONDS = 300;
    private static final int SIGHT_SECONDS = 360;
    private static final double EPSILON = 1e-9;

    /** What each framework wants in a row, given what it holds. */
    private interface Rule {
        int[] wants(int row, int[] held);
    }

    /** Nothing moves. */
    Tally fixed() {
        return run((row, held) -> held.clone());
    }

    /**
     * The plain rule of the horizontal pod autoscaler: {@code ceil(demand)} unless within 10 % of what is held, shrinking
     * judged by the largest want of five minutes.
     */
    Tally hpa() {
        int window = Math.max(1, WINDOW_SECONDS / trace.step());
        int[][] history = new int[trace.rows()][];
        return run((row, held) -> {
            int[] wants = new int[held.length];
            for (int f = 0; f < held.length; f++) {
                double demand = trace.demand()[row][f];
                boolean near = held[f] > 0 && Math.abs(demand / held[f] - 1) <= TOLERANCE;
                wants[f] = near ? held[f] : ceiling(demand);
            }
            history[row] = wants;
            int[] stable = wants.clone();
            for (int past = Math.max(0, row - window + 1); past < row; past++) {
                for (int f = 0; f < held.length; f++) {
                    stable[f] = Math.max(stable[f], history[past][f]);
                }
            }
            return stable;
        });
    }

    /** Sees the demand of the next six minutes, and wants the largest of it. */
    Tally foresight() {
        int sight = SIGHT_SECONDS / trace.step();
        return run((row, held) -> {
            double[] most = trace.demand()[row].clone();
            for (int ahead = row + 1; ahead <= Math.min(row + sight, trace.rows() - 1); ahead++) {
                for (int f = 0; f < most.length; f++) {
                    most[f] = Math.max(most[f], trace.demand()[ahead][f]);
                }
            }
            return Arrays.stream(most).mapToInt(Baselines::ceiling).toArray();
        });
    }

    private record Arrival(long at, int framework) {}

    private Tally run(Rule rule) {
        Tally.Sum sum = new Tally.Sum();
        int[] held = first.clone();
        int[] coming = new int[held.length];
        Deque<Arrival> underWay = new ArrayDeque<>();
        for (int row = 0; row < trace.rows(); row++) {
            long now = (long) row * trace.step();
            while (!underWay.isEmpty() && underWay.getFirst().at() <= now) {
                int framework = underWay.removeFirst().framework();
                held[framework]++;
                coming[framework]--;
            }
            int[] wants = rule.wants(row, held);
            int[] lacks = new int[held.length];
            int[] spares = new int[held.length];
            for (int f = 0; f < held.length; f++) {
                lacks[f] = Math.max(0, wants[f] - held[f] - coming[f]);
                spares[f] = Math.max(0, held[f] - wants[f]);
            }
            for (int taker : byMost(lacks)) {
                for (; lacks[taker] > 0; lacks[taker]--) {
                    int donor = byMost(spares).getFirst();
                    if (spares[donor] == 0) {
                        break;
                    }
                    spares[donor]--;
                    held[donor]--;
                    coming[taker]++;
                    underWay.addLast(new Arrival(now + moveSeconds, taker));
                    sum.moved(1);
                }
            }
            sum.add(row, trace.demand()[row], held, trace.minutesPerRow(), trace.minutesPerRow());
        }
        return sum.tally();
    }

    private static List<Integer> byMost(int[] counts) {
        return IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer f) -> -counts[f]))
                .toList();
    }

    private static int ceiling(double demand) {
        return (int) Math.ceil(demand - EPSILON);
    }
}
