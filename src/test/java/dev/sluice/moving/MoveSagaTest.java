package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.moving.Operations.Operation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The saga kit: every pair of kinds of frameworks, every step made to fail, every step and undo repeated, a crash before and
 * after every write of the journal. The invariants of {@link SagaWorld} are checked after each write.
 */
class MoveSagaTest {

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");
    private static final NodeId N1 = new NodeId("n1");
    private static final Duration LONG = Duration.ofHours(3);

    static Stream<Arguments> pairs() {
        List<Set<Capability>> kinds = List.of(
                Set.of(),
                EnumSet.of(Capability.RESUMES_IN_PLACE),
                EnumSet.of(Capability.MARKS_DRAINS),
                EnumSet.allOf(Capability.class));
        return kinds.stream().flatMap(a -> kinds.stream().map(b -> Arguments.of(a, b)));
    }

    /** Donor a with n1, n2, n3 and a guarantee of 2; taker b with m1; work runs on n1 for 20 s. */
    private static SagaWorld world(Set<Capability> a, Set<Capability> b) {
        SagaWorld world = new SagaWorld(TestConfig.DEFAULTS);
        world.framework(A, 2, a);
        world.framework(B, 0, b);
        world.node("n1", Optional.of(A));
        world.node("n2", Optional.of(A));
        world.node("n3", Optional.of(A));
        world.node("m1", Optional.of(B));
        world.of(A).startWork("n1.a", "job", Resources.of(1, 1));
        world.timers.after(Duration.ofSeconds(20), () -> world.of(A).endWork("n1.a", "job"));
        world.start();
        return world;
    }

    private static Operation begin(SagaWorld world) {
        return SagaWorld.get(world.operations()
                .start(new Operations.Request(Optional.of(A), Optional.of(B), 1, List.of(N1), "to test"), "tester"));
    }

    private static MoveState state(SagaWorld world) {
        return world.states().getFirst();
    }

    /** How many writes an undisturbed move takes. */
    private static int writes(Set<Capability> a, Set<Capability> b) {
        SagaWorld world = world(a, b);
        begin(world);
        world.settle(LONG);
        return world.journal.appends();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aNodeGoesFromOneToTheOther(Set<Capability> a, Set<Capability> b) {
        // Given
        SagaWorld world = world(a, b);

        // When
        begin(world);
        world.settle(LONG);

        // Then
        assertThat(state(world)).isInstanceOf(MoveState.Moved.class);
        world.assertAt(N1, Optional.of(B));
        Operation told = SagaWorld.get(world.operations()
                        .find(world.journal.moves().getFirst().route().operation()))
                .orElseThrow();
        assertThat(told.status()).isEqualTo(Operation.Status.DONE);
        assertThat(told.moves().getFirst().steps()).hasSize(12).allMatch(s -> s.state() == Operations.Step.State.DONE);
        assertThat(releases(world, false)).isEqualTo(1);
        assertThat(releases(world, true))
                .as("once more after the worker's stop")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aCrashBeforeOrAfterAnyWriteChangesNothing(Set<Capability> a, Set<Capability> b) {
        int writes = writes(a, b);
        assertThat(writes).isEqualTo(24);
        for (int n = 1; n <= writes; n++) {
            for (boolean kept : new boolean[] {true, false}) {
                // Given
                SagaWorld world = world(a, b);
                world.journal.dieAt(n, kept);

                // When
                begin(world);
                world.settle(LONG);

                // Then
                assertThat(state(world)).as("crash at %d, kept %s", n, kept).isInstanceOf(MoveState.Moved.class);
                world.assertAt(N1, Optional.of(B));
                assertThat(world.of(A).count(Method.DRAIN)).isLessThanOrEqualTo(2);
                assertThat(releases(world, false)).isLessThanOrEqualTo(2);
                assertThat(releases(world, true)).isPositive();
            }
        }
    }

    private static long releases(SagaWorld world, boolean workerStopped) {
        return world.of(A).calls().stream()
                .filter(call -> call.method() == Method.RELEASE)
                .flatMap(call -> call.order().stream())
                .filter(order -> order.workerStopped() == workerStopped)
                .count();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anAnswerOfTheDatabaseThatIsLostChangesNothing(Set<Capability> a, Set<Capability> b) {
        for (int n = 1; n <= 24; n++) {
            // Given
            SagaWorld world = world(a, b);
            world.journal.failAt(n);

            // When
            begin(world);
            world.settle(LONG);

            // Then
            assertThat(state(world)).as("lost answer %d", n).isInstanceOf(MoveState.Moved.class);
            world.assertAt(N1, Optional.of(B));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anUndoAtAnyWriteBringsTheNodeBackEvenThroughACrash(Set<Capability> a, Set<Capability> b) {
        for (int n = 1; n <= 24; n++) {
            for (int crash : new int[] {0, 1, 2, 3, 5, 8}) {
                // Given
                SagaWorld world = world(a, b);
                int at = n;
                int[] seen = {0};
                Operation[] begun = {null};
                boolean[] asked = {false};
                world.journal.afterAppend(kept -> {
                    world.checkInvariants();
                    if (++seen[0] == at) {
                        asked[0] = true;
                    }
                });
                if (crash > 0) {
                    world.journal.dieAt(n + crash, crash % 2 == 0);
                }
                begun[0] = begin(world);

                // When
                for (int i = 0; i < 4000 && !asked[0]; i++) {
                    world.timers.advance(Duration.ofMillis(100));
                }
                SagaWorld.get(world.operations().undo(begun[0].id(), "tester", "changed my mind"));
                world.settle(LONG);

                // Then
                world.assertAt(N1, Optional.of(A));
                assertThat(world.states())
                        .as("undo at %d, crash %d later", n, crash)
                        .allMatch(s -> s instanceof MoveState.Undone || s instanceof MoveState.Moved);
            }
        }
    }

    static Stream<Arguments> pairsAndFaults() {
        List<Arguments> calls = List.of(
                Arguments.of(A, Method.DRAIN),
                Arguments.of(A, Method.PROGRESS),
                Arguments.of(A, Method.RELEASE),
                Arguments.of(A, Method.CONFIRM),
                Arguments.of(B, Method.ADMIT),
                Arguments.of(B, Method.CONFIRM));
        return pairs().flatMap(
                        p -> calls.stream().map(c -> Arguments.of(p.get()[0], p.get()[1], c.get()[0], c.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("pairsAndFaults")
    void aFailureThatPassesIsGotOver(Set<Capability> a, Set<Capability> b, FrameworkId where, Method method) {
        for (int times : new int[] {1, 3}) {
            for (int kind = 0; kind < 3; kind++) {
                // Given
                SagaWorld world = world(a, b);
                FakeFramework framework = world.of(where);
                for (int i = 0; i < times; i++) {
                    switch (kind) {
                        case 0 -> framework.failNext(method, new DriverFailure.Unavailable("not now", null));
                        case 1 -> framework.loseReply(method);
                        default -> framework.delayNext(method, Duration.ofSeconds(90));
                    }
                }

                // When
                begin(world);
                world.settle(LONG);

                // Then
                assertThat(state(world)).isInstanceOf(MoveState.Moved.class);
                world.assertAt(N1, Optional.of(B));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairsAndFaults")
    void aPlainNoBringsTheNodeBackOrToAPerson(Set<Capability> a, Set<Capability> b, FrameworkId where, Method method) {
        // Given
        SagaWorld world = world(a, b);
        world.of(where).failNext(method, new DriverFailure.Refused("no"));

        // When
        begin(world);
        world.settle(LONG);

        // Then
        MoveState state = state(world);
        if (where.equals(A) && method == Method.CONFIRM) {
            // The donor never says that the node is gone: it must not go on, and nobody can tell where it is.
            assertThat(state).isInstanceOf(MoveState.Stuck.class);
            SagaWorld.get(world.operations()
                    .control(
                            world.journal.moves().getFirst().route().operation(),
                            Optional.of(N1),
                            Control.RETRY,
                            "tester",
                            "the donor is well again"));
            world.settle(LONG);
            world.assertAt(N1, Optional.of(B));
        } else {
            assertThat(state).isInstanceOf(MoveState.Undone.class);
            assertThat(((MoveState.Undone) state).cause().code()).isEqualTo("refused");
            world.assertAt(N1, Optional.of(A));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aTakerThatIsDownForGoodGivesTheNodeBack(Set<Capability> a, Set<Capability> b) {
        // Given
        SagaWorld world = world(a, b);
        world.of(B).down();

        // When
        begin(world);
        world.settle(LONG);

        // Then
        assertThat(state(world)).isInstanceOfSatisfying(MoveState.Undone.class, u -> assertThat(
                        u.cause().code())
                .isEqualTo(Fault.DEADLINE));
        world.assertAt(N1, Optional.of(A));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aMachineThatNoWorkerStaysUpOnIsSetAside(Set<Capability> a, Set<Capability> b) {
        // Given
        SagaWorld world = world(a, b);
        world.agents.breakWorkers(N1, true);

        // When
        begin(world);
        world.settle(LONG);

        // Then
        assertThat(state(world)).isInstanceOf(MoveState.Quarantined.class);
        Ownership row = world.ledger.row(N1);
        assertThat(row.state()).isEqualTo(Ownership.State.QUARANTINED);
        assertThat(row.owner()).isEmpty();
        assertThat(row.note().orElseThrow()).contains("does not stay up");
        assertThat(SagaWorld.get(world.nodes().giveBack(N1, "tester")).state()).isEqualTo(Ownership.State.SETTLED);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anAgentThatIsAwayIsWaitedFor(Set<Capability> a, Set<Capability> b) {
        // Given
        SagaWorld world = world(a, b);
        begin(world);
        world.timers.advance(Duration.ofSeconds(19));
        world.agents.away(N1);

        // When
        world.settle(LONG);
        MoveState while_ = state(world);
        world.agents.back(N1);
        SagaWorld.get(world.operations()
                .control(
                        world.journal.moves().getFirst().route().operation(),
                        Optional.empty(),
                        Control.RETRY,
                        "tester",
                        "it is back"));
        world.settle(LONG);

        // Then
        assertThat(while_).isInstanceOfSatisfying(MoveState.Stuck.class, s -> assertThat(s.from())
                .isInstanceOf(MoveState.Released.class));
        world.assertAt(N1, Optional.of(B));
    }

    /** The kit can fail: an agent that claims to have stopped a worker is caught. */
    @Test
    void aLyingAgentIsCaught() {
        // Given
        SagaWorld world = world(EnumSet.of(Capability.RESUMES_IN_PLACE), Set.of());
        world.agents.lieAboutStopping(N1);
        world.confirmLies(A);
        begin(world);

        // When, Then
        assertThatThrownBy(() -> world.settle(LONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("n1 is listed in [a, b]");
    }
}
