package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.ortools.Loader;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.Outlook.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The reserve against an exact solver, on 1,000 random fleets of up to 200 nodes. The cost is the expected overload plus the
 * reserve gate for each node that is moved. The solver is Google's CP-SAT.
 *
 * @see <a href="https://developers.google.com/optimization/cp/cp_solver">CP-SAT</a>
 */
class ReserveOptimalityTest {

    private static final int INSTANCES = 500;
    private static final long UNIT = 1_000_000;
    /** Some sixty roundings to a millionth. */
    private static final double ROUNDING = 1e-4;

    private static final double GATE = PlanningRules.DEFAULTS.reserve();

    @BeforeAll
    static void load() {
        Loader.loadNativeLibraries();
    }

    @Test
    void isOptimalWhereEveryNodeCouldServeEverybody() {
        int moving = 0;
        for (int seed = 0; seed < INSTANCES; seed++) {
            // Given
            Instance instance = new Instance(new Random(seed), false);
            // When
            double found = instance.cost(instance.planned());
            // Then
            assertThat(found).as("seed %d", seed).isCloseTo(instance.cost(instance.exact()), within(ROUNDING));
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
            assertThat(found).as("seed %d", seed).isGreaterThanOrEqualTo(best - ROUNDING);
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

        /** By CP-SAT, in whole millionths. */
        int[][] exact() {
            CpModel model = new CpModel();
            IntVar[][] moves = new IntVar[size][size];
            LinearExprBuilder[] levels = new LinearExprBuilder[size];
            LinearExprBuilder cost = LinearExpr.newBuilder();
            for (int f = 0; f < size; f++) {
                levels[f] = LinearExpr.newBuilder().add(start[f]);
            }
            for (int f = 0; f < size; f++) {
                for (Map.Entry<Integer, Integer> kind : classes.get(f).entrySet()) {
                    leave(model, f, kind.getKey(), kind.getValue(), moves, levels);
                }
            }
            for (int f = 0; f < size; f++) {
                int least = Math.min(floor[f], start[f]);
                IntVar level = model.newIntVar(least, mayTake(f) ? total() : start[f], "level" + f);
                model.addEquality(level, levels[f]);
                IntVar overload = model.newIntVar(0, UNIT * 2000L, "overload" + f);
                model.addElement(level, overloads(f), overload);
                cost.add(overload);
                for (int g = 0; g < size; g++) {
                    if (g != f && moves[f][g] != null) {
                        cost.addTerm(moves[f][g], Math.round(UNIT * GATE));
                    }
                }
            }
            model.minimize(cost);
            CpSolver solver = new CpSolver();
            solver.getParameters().setNumWorkers(1);
            assertThat(solver.solve(model)).isEqualTo(CpSolverStatus.OPTIMAL);
            int[][] best = new int[size][size];
            for (int f = 0; f < size; f++) {
                for (int g = 0; g < size; g++) {
                    best[f][g] = moves[f][g] == null ? 0 : (int) solver.value(moves[f][g]);
                }
            }
            return best;
        }

        /** Where the nodes of one class may go from their owner, each of them to one place. */
        private void leave(
                CpModel model, int owner, int roles, int count, IntVar[][] moves, LinearExprBuilder[] levels) {
            LinearExprBuilder gone = LinearExpr.newBuilder();
            for (int g = 0; g < size; g++) {
                if (g != owner && (roles & (1 << g)) != 0) {
                    IntVar some = model.newIntVar(0, count, owner + "to" + g + "of" + roles);
                    gone.add(some);
                    levels[owner].addTerm(some, -1);
                    levels[g].add(some);
                    moves[owner][g] = moves[owner][g] == null ? some : sum(model, moves[owner][g], some);
                }
            }
            model.addLessOrEqual(gone, count);
        }

        private IntVar sum(CpModel model, IntVar one, IntVar other) {
            IntVar sum = model.newIntVar(0, total(), one.getName() + "+" + other.getName());
            model.addEquality(sum, LinearExpr.newBuilder().add(one).add(other));
            return sum;
        }

        private int total() {
            return Arrays.stream(start).sum();
        }

        /** By how many nodes it has, what is expected to be missing. */
        private long[] overloads(int framework) {
            double[] missing = new double[2001];
            for (int n = 1999; n >= 0; n--) {
                missing[n] = missing[n + 1] + outlooks[framework].use(n);
            }
            return IntStream.rangeClosed(0, total())
                    .mapToLong(n -> Math.round(UNIT * missing[n]))
                    .toArray();
        }
    }
}
