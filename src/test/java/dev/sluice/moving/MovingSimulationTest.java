package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.fake.PassingDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.moving.SimWatch.Rule;
import dev.sluice.moving.SimWatch.Violation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Short runs of the simulation, and the proof that each of its rules can be broken and is then the one that finds it. */
class MovingSimulationTest {

    private static final Logger LOG = Logger.getLogger(MovingSimulationTest.class.getPackageName());

    private static @Nullable Level before;

    @BeforeAll
    static void calmTheLog() {
        before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensForAWhile(long seed) {
        MovingSimulation.run(seed, 40_000);
    }

    @Test
    void aRunIsItsSeed() {
        // When
        SimWorld first = new SimWorld(7, SimFlaws.NONE);
        SimWorld second = new SimWorld(7, SimFlaws.NONE);
        SimWorld other = new SimWorld(8, SimFlaws.NONE);
        Stream.of(first, second, other).forEach(w -> w.run(15_000));

        // Then
        assertThat(second.watch.fingerprint()).isEqualTo(first.watch.fingerprint());
        assertThat(other.watch.fingerprint()).isNotEqualTo(first.watch.fingerprint());
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                Arguments.of(Rule.ONE_OWNER, "agents say too early that a worker has stopped", new EarlyProof()),
                Arguments.of(Rule.FLOOR, "the look before the leap forgets the guarantee", new NoGuarantee()),
                Arguments.of(Rule.BUDGET, "the executor counts no slots", new NoSlots()),
                Arguments.of(Rule.DWELL, "nodes are chosen without regard to their dwell", new NoDwell()),
                Arguments.of(Rule.REASON, "a call that is never answered is waited for", new EndlessWait()),
                Arguments.of(Rule.JOURNAL_FIRST, "the journal answers before it has written", new HastyJournal()),
                Arguments.of(Rule.WORK, "a driver calls every member empty and forces it", new Impatient()),
                Arguments.of(Rule.END, "a drain arrives once more, long after it was undone", new Echo()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("flaws")
    void eachRuleFindsTheFlawThatItIsThereFor(Rule rule, String what, SimFlaws flaw) {
        // When
        SimWorld world = new SimWorld(1, flaw);

        // Then
        assertThat(world.run(400_000).map(Violation::rule)).as(what).contains(rule);
    }

    @Test
    void thereIsAFlawForEachRule() {
        assertThat(flaws().map(a -> a.get()[0])).containsExactly((Object[]) Rule.values());
    }

    // ---- ways to break it ----

    private static final class EarlyProof implements SimFlaws {
        @Override
        public boolean agentsLie() {
            return true;
        }
    }

    private static final class NoGuarantee implements SimFlaws {
        @Override
        public List<Framework> in(List<Framework> frameworks) {
            return frameworks.stream()
                    .map(f -> new Framework(
                            f.id(),
                            f.kind(),
                            f.title(),
                            new FrameworkPolicy(0, 0, 1000, 1, 0.7, f.policy().mode())))
                    .toList();
        }
    }

    private static final class NoSlots implements SimFlaws {
        @Override
        public MovingConfig in(MovingConfig config) {
            return new TestConfig(1000);
        }
    }

    private static final class NoDwell implements SimFlaws {
        @Override
        public Duration dwell(Duration configured) {
            return Duration.ZERO;
        }
    }

    private static final class EndlessWait implements SimFlaws {
        @Override
        public FrameworkDriver in(FrameworkDriver driver) {
            return new PassingDriver(driver) {
                @Override
                public Uni<Void> release(MemberOrder order) {
                    return Uni.createFrom().nothing();
                }
            };
        }

        @Override
        public MovingConfig in(MovingConfig config) {
            return new TestConfig(config.parallelism().first(), Duration.ofDays(1000));
        }
    }

    private static final class HastyJournal implements SimFlaws {
        @Override
        public boolean forgets(MoveEvent event) {
            return event instanceof MoveEvent.Started s && s.step() == MoveStep.DRAIN;
        }
    }

    private static final class Impatient implements SimFlaws {
        @Override
        public FrameworkDriver in(FrameworkDriver driver) {
            return new PassingDriver(driver) {
                @Override
                public Uni<DrainProgress> progress(MemberOrder order) {
                    return Uni.createFrom().item(DrainProgress.EMPTY);
                }

                @Override
                public Uni<Void> release(MemberOrder order) {
                    return super.release(order.forced());
                }
            };
        }
    }

    /** No framework fences that; it is for reconciliation to find. */
    private static final class Echo implements SimFlaws {
        @Override
        public boolean echoes() {
            return true;
        }

        @Override
        public int guarantee() {
            return 0;
        }
    }
}
