package dev.sluice.deciding;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.policy;

import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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

/** One full decision on a picture: scores of all frameworks, exchange, choice of nodes, every reason. Three of eight starve. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class DecisionBenchmark {

    private static final int FRAMEWORKS = 8;

    /** Nodes of the fleet. */
    @Param({"1000", "10000", "100000"})
    public int nodes = 10_000;

    private final Decider decider = new Decider(new SmallRyeConfigBuilder()
            .withMapping(PlanningConfig.class)
            .addDiscoveredConverters()
            .build()
            .getConfigMapping(PlanningConfig.class));

    private Optional<FleetPicture> picture = Optional.empty();
    /** With what the fleet's first plan suggests on offer, as it is on a server. */
    private Past past = Past.NOTHING;

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
        FleetPicture built = pictures.build();
        for (int reading = 0; reading < 10; reading++) {
            decider.decide(decider.look(built, NOW), Past.NOTHING);
        }
        Map<Pair, Set<NodeId>> offered = new HashMap<>();
        decider.plan(decider.look(built, NOW), Past.NOTHING)
                .outcome()
                .suggestions()
                .forEach(s -> offered.put(Pair.of(s), Set.copyOf(s.nodes())));
        past = Past.NOTHING.withOffered(offered);
        picture = Optional.of(built);
    }

    @Benchmark
    public Decider.Decision decide() {
        return decider.plan(decider.look(picture.orElseThrow(), NOW), past);
    }
}
