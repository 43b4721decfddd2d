package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.inventory.Pictures;
import dev.sluice.planning.Outlook.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The reserve against an exact solver, on random fleets of up to 200 nodes. The cost is the expected overload plus the
 * reserve gate for each node that is moved. The solver cancels negative paths in the residual graph of the flow from
 * owners to frameworks until there is none, which is the optimum of a flow with convex costs.
 */
class ReserveOptimalityTest {

    private static final int INSTANCES = 1_000;
    private static final double GATE = PlanningRules.DEFAULTS.reserve();

    @Test
    void isOptimalWhereEveryNodeCouldServeEverybody() {
        int moving = 0;
        for (int seed = 0; seed < INSTANCES; seed++) {
            // Given
            Instance instance = new Instance(new Random(seed), false);
            // When
            double found = instance.cost(instance.planned());
            // Then
            assertThat(found).as("seed %d", seed).isCloseTo(instance.cost(instance.exact()), within(1e-6));
            moving += instance.moves(instance.planned()) > 0 ? 1 : 0;
        }
        assertThat(moving).as("instances worth something").isGreaterThan(INSTANCES / 4);
    }

    @Test
    void isCloseToOptimalWhereNodesDiffer() {
        double worst = 1;
        for (int seed = 0; seed < INSTANCES; seed++) {
            // Given
            Instance instance = new Instance(new Random(seed), true);
            // When
            double found = instance.cost(instance.planned());
            double best = instance.cost(instance.exact());
            // Then
            assertThat(found).as("seed %d", seed).isGreaterThanOrEqualTo(best - 1e-6);
            worst = Math.max(worst, (found + 1e-9) / (best + 1e-9));
        }
        assertThat(worst).as("worst ratio to the optimum").isLessThanOrEqualTo(1.015);
    }

    /** A fleet without overload: who gets the nodes that are idle? */
    private static final class Instance {
        private final int size;
        private final int[] start;
        private final int[] floor;
        private final Outlook[] outlooks;
        private final Situation situation;
        /** By owner, then by the set of frameworks that may have them, as bits. */
        private final List<Map<Integer, Integer>> classes = new ArrayList<>();

        Instance(Random random, boolean differing) {
            size = 2 + random.nextInt(5);
            start = new int[size];
            floor = new int[size];
            outlooks = new Outlook[size];
            Pictures pictures = new Pictures(NOW);
            for (int f = 0; f < size; f++) {
                start[f] = 1 + random.nextInt(200 / size);
                double peak = start[f] * (0.2 + random.nextDouble() * 0.7);
                floor[f] = peak < start[f] * 0.9 ? (int) Math.ceil(peak - 1e-9) : start[f];
                outlooks[f] = outlook(random, peak);
                pictures.framework(name(f), policy(0, 1, 1000), peak, start[f]);
            }
            int number = 0;
            for (int f = 0; f < size; f++) {
                classes.add(new HashMap<>());
                for (int n = 0; n < start[f]; n++) {
                    Pictures.Spot spot = pictures.node("n" + number++, name(f));
                    // Two kinds of hardware: one serves everybody, one only the first half of the frameworks.
                    boolean common = !differing || random.nextBoolean();
                    int roles = common ? (1 << size) - 1 : ((1 << ((size + 1) / 2)) - 1) | (1 << f);
                    int own = roles;
                    spot.roles = Optional.of(IntStream.range(0, size)
                            .filter(g -> (own & (1 << g)) != 0)
                            .mapToObj(Instance::name)
                            .toList());
                    classes.get(f).merge(roles, 1, Integer::sum);
                }
            }
            situation = new Situation(pictures);
            for (int f = 0; f < size; f++) {
                situation.sustained(name(f), OptionalDouble.empty()).outlook(name(f), outlooks[f]);
            }
        }

        private static String name(int framework) {
            return "f" + framework;
        }

        private static Outlook outlook(Random random, double peak) {
            Samples samples = new Samples(20);
            double scale = random.nextInt(3) == 0 ? 4 : 1;
            for (int i = 0; i < 20; i++) {
                samples.add(peak * random.nextDouble() * scale, 0.04);
            }
            return Outlook.of(samples, new Outlook.Tail(0.2, 1 + random.nextInt(20)));
        }

        /** By donor, then taker. */
        int[][] planned() {
            int[][] moves = new int[size][size];
            for (Suggestion s : situation.plan().suggestions()) {
                moves[index(s.from().orElseThrow().value())][index(s.to().value())] +=
                        s.nodes().size();
            }
            return moves;
        }

        private static int index(String name) {
            return Integer.parseInt(name.substring(1));
        }

        double cost(int[][] moves) {
            double cost = GATE * moves(moves);
            int[] level = levels(moves);
            for (int f = 0; f < size; f++) {
                for (int n = level[f]; n < 2000; n++) {
                    cost += outlooks[f].use(n);
                }
            }
            return cost;
        }

        int moves(int[][] moves) {
            return Arrays.stream(moves).flatMapToInt(Arrays::stream).sum();
        }

        private int[] levels(int[][] moves) {
            int[] level = start.clone();
            for (int f = 0; f < size; f++) {
                for (int g = 0; g < size; g++) {
                    level[f] -= moves[f][g];
                    level[g] += moves[f][g];
                }
            }
            return level;
        }

        private boolean mayTake(int f) {
            return outlooks[f].use((int) (start[f] * 1.1)) > Exchange.SELDOM;
        }

        /** Cancels the most negative path between two frameworks until there is none. */
        int[][] exact() {
            // Where each class of each owner's nodes is now.
            Map<List<Integer>, int[]> at = new HashMap<>();
            for (int f = 0; f < size; f++) {
                for (Map.Entry<Integer, Integer> c : classes.get(f).entrySet()) {
                    int[] places = new int[size];
                    places[f] = c.getValue();
                    at.put(List.of(f, c.getKey()), places);
                }
            }
            int[] level = start.clone();
            while (true) {
                Path best = best(at, level);
                if (best.cost > -1e-9) {
                    break;
                }
                for (int hop = 0; hop + 1 < best.way.size(); hop++) {
                    int from = best.way.get(hop);
                    int to = best.way.get(hop + 1);
                    int[] places = Optional.ofNullable(
                                    at.get(cheapest(at, from, to).orElseThrow()))
                            .orElseThrow();
                    places[from]--;
                    places[to]++;
                }
                level[best.way.getFirst()]--;
                level[best.way.getLast()]++;
            }
            int[][] moves = new int[size][size];
            at.forEach((key, places) -> {
                for (int g = 0; g < size; g++) {
                    moves[key.getFirst()][g] += g == key.getFirst() ? 0 : places[g];
                }
            });
            return moves;
        }

        private record Path(List<Integer> way, double cost) {}

        private Path best(Map<List<Integer>, int[]> at, int[] level) {
            Path best = new Path(List.of(), 0);
            for (int from = 0; from < size; from++) {
                if (level[from] <= Math.min(floor[from], start[from])) {
                    continue;
                }
                double loss = outlooks[from].use(level[from] - 1);
                Path[] ways = shortest(at, from);
                for (int to = 0; to < size; to++) {
                    boolean room = level[to] < start[to] || mayTake(to);
                    if (to != from && room && ways[to] != null) {
                        double cost = ways[to].cost + loss - outlooks[to].use(level[to]);
                        best = cost < best.cost - 1e-12 ? new Path(ways[to].way, cost) : best;
                    }
                }
            }
            return best;
        }

        /** Bellman and Ford over the frameworks: what handing a node on costs in moves. */
        private Path[] shortest(Map<List<Integer>, int[]> at, int from) {
            Path[] ways = new Path[size];
            ways[from] = new Path(List.of(from), 0);
            for (int round = 1; round < size; round++) {
                for (int a = 0; a < size; a++) {
                    for (int b = 0; b < size && ways[a] != null; b++) {
                        Optional<List<Integer>> node = a == b ? Optional.empty() : cheapest(at, a, b);
                        if (node.isPresent() && !ways[a].way.contains(b)) {
                            double cost = ways[a].cost + price(node.get().getFirst(), a, b);
                            if (ways[b] == null || cost < ways[b].cost - 1e-12) {
                                List<Integer> way = new ArrayList<>(ways[a].way);
                                way.add(b);
                                ways[b] = new Path(way, cost);
                            }
                        }
                    }
                }
            }
            return ways;
        }

        private Optional<List<Integer>> cheapest(Map<List<Integer>, int[]> at, int from, int to) {
            return at.entrySet().stream()
                    .filter(e -> e.getValue()[from] > 0 && (e.getKey().getLast() & (1 << to)) != 0)
                    .map(Map.Entry::getKey)
                    .min(Comparator.<List<Integer>>comparingDouble(k -> price(k.getFirst(), from, to))
                            .thenComparing(List::toString));
        }

        private static double price(int home, int from, int to) {
            return from == home ? GATE : to == home ? -GATE : 0;
        }
    }
}
