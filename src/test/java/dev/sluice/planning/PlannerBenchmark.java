package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.policy;

import dev.sluice.inventory.Pictures;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** One whole plan: targets, choice of nodes, every reason. Three frameworks starve, four have slack. Run {@link #main}. */
@State(Scope.Thread)
@BenchmarkMode({Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class PlannerBenchmark {

    private static final int FRAMEWORKS = 7;

    /** Nodes of the fleet. */
    @Param({"1000", "10000", "100000"})
    public int nodes = 10_000;

    private Optional<PlanningInput> input = Optional.empty();

    @Setup(Level.Trial)
    public void build() {
        Random random = new Random(1);
        Pictures pictures = new Pictures(NOW);
        int each = nodes / FRAMEWORKS;
        for (int f = 0; f < FRAMEWORKS; f++) {
            String name = "f" + f;
            pictures.framework(name, policy(each / 10, each, nodes), each * (f < 3 ? 1.5 : 0.5), each);
            for (int n = 0; n < each; n++) {
                Pictures.Spot spot = pictures.node("n" + f + "-" + n, name);
                spot.running = random.nextInt(4);
                spot.rack = Optional.of("r" + n % 40);
            }
        }
        input = Optional.of(new Situation(pictures).input());
    }

    @Benchmark
    public PlanningOutcome plan() {
        return Planner.plan(input.orElseThrow(), PlanningRules.DEFAULTS);
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PlannerBenchmark.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
