package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Problem;
import dev.sluice.moving.Operations.Rejected;
import dev.sluice.moving.Operations.Request;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsTest {

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");
    private static final Optional<FrameworkId> RESERVOIR = Optional.empty();
    private static final Duration LONG = Duration.ofHours(3);

    private final SagaWorld world = new SagaWorld(TestConfig.DEFAULTS);

    OperationsTest() {
        world.framework(A, 2, Set.of());
        world.framework(B, 0, EnumSet.of(Capability.RESUMES_IN_PLACE));
        for (int n = 1; n <= 6; n++) {
            world.node("n" + n, Optional.of(A));
        }
        world.node("m1", Optional.of(B));
        world.node("spare", RESERVOIR);
        world.start();
    }

    private static NodeId node(String id) {
        return new NodeId(id);
    }

    private List<String> codes(Optional<FrameworkId> from, Optional<FrameworkId> to, int count, String... nodes) {
        return codes(new Request(
                from, to, count, List.of(nodes).stream().map(NodeId::new).toList(), "to test"));
    }

    private List<String> codes(Request request) {
        return SagaWorld.get(world.operations().plan(request)).problems().stream()
                .map(Problem::code)
                .toList();
    }

    @Test
    void whatCannotBeDoneIsSaidBeforeAnythingIsTouched() {
        // Given
        world.of(A).drainByHand("n5.a", "maintenance");
        world.agents.away(node("n6"));
        Optional<FrameworkId> a = Optional.of(A);
        Optional<FrameworkId> b = Optional.of(B);

        // Then
        assertThat(codes(a, b, 1)).isEmpty();
        assertThat(codes(a, b, 4)).isEmpty();
        assertThat(codes(new Request(a, b, 1, List.of(), " "))).containsExactly("reason-missing");
        assertThat(codes(a, a, 1)).containsExactly("same-ends");
        assertThat(codes(a, b, 0)).containsExactly("count-wrong");
        assertThat(codes(a, b, -3)).containsExactly("count-wrong");
        assertThat(codes(Optional.of(new FrameworkId("mesos")), b, 1)).containsExactly("framework-unknown");
        assertThat(codes(a, b, 5)).containsExactly("count-too-many", "donor-floor");
        assertThat(codes(a, b, 0, "nowhere")).containsExactly("node-unknown");
        assertThat(codes(a, b, 0, "n1", "n1")).containsExactly("node-twice");
        assertThat(codes(a, b, 0, "m1")).containsExactly("node-not-owned");
        assertThat(codes(a, b, 0, "n5")).containsExactly("foreign-drain");
        assertThat(codes(a, b, 0, "n6")).containsExactly("agent-away");
        assertThat(world.journal.moves()).isEmpty();
        assertThat(world.of(A).calls()).isEmpty();
    }

    @Test
    void aRefusedStartTouchesNothing() {
        // Given
        Request request = new Request(Optional.of(A), Optional.of(B), 99, List.of(), "to test");

        // When
        Rejected rejected = catchThrowableOfType(
                Rejected.class, () -> SagaWorld.get(world.operations().start(request, "tester")));

        // Then
        assertThat(rejected.problems()).extracting(Problem::code).contains("count-too-many", "donor-floor");
        assertThat(world.journal.moves()).isEmpty();
        assertThat(world.ledger.history()).allMatch(r -> r.epoch() == 1);
    }

    @Test
    void aNodeInAnotherOperationIsRefused() {
        // Given
        Operation first = world.move(Optional.of(A), Optional.of(B), 1);

        // When
        List<String> codes = codes(
                Optional.of(A),
                Optional.of(B),
                0,
                first.moves().getFirst().node().value());

        // Then
        assertThat(codes).containsExactly("node-moving");
    }

    @Test
    void manyNodesGoTwoAtATime() {
        // Given
        int[] most = {0};
        world.journal.afterAppend(kept -> {
            world.checkInvariants();
            most[0] = Math.max(most[0], underWay());
        });

        // When
        Operation operation = world.move(Optional.of(A), Optional.of(B), 4);
        world.settle(LONG);

        // Then
        assertThat(most[0]).isEqualTo(2);
        assertThat(find(operation).status()).isEqualTo(Operation.Status.DONE);
        assertThat(operation.moves()).allSatisfy(m -> world.assertAt(m.node(), Optional.of(B)));
    }

    @Test
    void aTakeOverKeepsToTheSlotsThatLaterOperationsHold() {
        // Given: the older operation waits for the slots that the later one holds
        List<NodeId> older = List.of(new NodeId("n5"));
        List<NodeId> later = List.of(new NodeId("n1"), new NodeId("n2"));
        world.journal.dieAt(1, false);
        start(older);
        world.agents.away(older.getFirst());
        world.restart();
        later.forEach(n -> world.of(A).startWork(n + ".a", "job", Resources.of(1, 1)));
        start(later);
        world.agents.back(older.getFirst());
        world.timers.advance(Duration.ofSeconds(10));
        assertThat(underWay()).isEqualTo(2);
        int[] most = {0};
        world.journal.afterAppend(kept -> most[0] = Math.max(most[0], underWay()));

        // When
        world.restart();
        later.forEach(n -> world.of(A).endWork(n + ".a", "job"));
        world.settle(LONG);

        // Then
        assertThat(most[0]).isEqualTo(2);
        older.forEach(n -> world.assertAt(n, Optional.of(B)));
        later.forEach(n -> world.assertAt(n, Optional.of(B)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void aMoveOfWhichNobodyKnowsHowFarItIsHoldsItsSlot(int lost) {
        // Given
        int[] most = {0};
        world.journal.afterAppend(kept -> most[0] = Math.max(most[0], underWay()));
        world.journal.failAt(lost);

        // When
        Operation operation = world.move(Optional.of(A), Optional.of(B), 4);
        world.settle(LONG);

        // Then
        assertThat(most[0]).isEqualTo(2);
        assertThat(find(operation).status()).isEqualTo(Operation.Status.DONE);
    }

    private Operation start(List<NodeId> nodes) {
        return SagaWorld.get(
                world.operations().start(new Request(Optional.of(A), Optional.of(B), 0, nodes, "to test"), "tester"));
    }

    private int underWay() {
        return (int) world.states().stream()
                .filter(s -> s instanceof MoveState.Running && !(s instanceof MoveState.Reserved))
                .count();
    }

    @Test
    void theFloorIsLookedAtAgainForEachNode() {
        // Given
        Operation operation = world.move(Optional.of(A), Optional.of(B), 4);
        List<String> left = List.of("n5", "n6");

        // When
        left.forEach(n -> world.of(A).drainByHand(n + ".a", "maintenance"));
        world.journal.afterAppend(kept -> {});
        world.settle(LONG);

        // Then
        Operation told = find(operation);
        assertThat(told.status()).isEqualTo(Operation.Status.PARTLY_DONE);
        assertThat(told.moves()).filteredOn(m -> m.state().equals("MOVED")).hasSize(2);
        assertThat(told.moves())
                .filteredOn(m -> m.state().equals("UNDONE"))
                .hasSize(2)
                .allMatch(m -> m.note().orElseThrow().contains("guarantee is 2"));
    }

    @Test
    void whatHasNotBegunIsCancelledUntouched() {
        // Given
        world.of(A).startWork("n1.a", "long", Resources.of(1, 1));
        world.of(A).startWork("n2.a", "long", Resources.of(1, 1));
        Operation operation = move("n1", "n2", "n3", "n4");
        world.timers.advance(Duration.ofSeconds(10));

        // When
        SagaWorld.get(world.operations().undo(operation.id(), "tester", "no longer needed"));
        world.settle(LONG);

        // Then
        Operation told = find(operation);
        assertThat(told.status()).isEqualTo(Operation.Status.UNDONE);
        assertThat(world.of(A).calls().stream().map(c -> c.member()).distinct())
                .containsExactlyInAnyOrder("n1.a", "n2.a");
        assertThat(world.presence(node("n1"), A)).isEqualTo(Presence.SERVING);
    }

    @Test
    void anEndedOperationIsTakenBackByANewOne() {
        // Given
        Operation operation = world.move(Optional.of(A), Optional.of(B), 2);
        world.settle(LONG);

        // When
        Operation back = SagaWorld.get(world.operations().undo(operation.id(), "tester", "the rush is over"));
        world.settle(LONG);

        // Then
        assertThat(back.id()).isNotEqualTo(operation.id());
        assertThat(back.reason()).isEqualTo("Undo of " + operation.id() + ": the rush is over");
        assertThat(find(back).status()).isEqualTo(Operation.Status.DONE);
        world.assertAt(node("n1"), Optional.of(A));
        world.assertAt(node("n2"), Optional.of(A));
        assertThat(catchThrowableOfType(
                                Rejected.class,
                                () -> SagaWorld.get(world.operations().undo(operation.id(), "tester", "again")))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("nothing-to-undo");
    }

    @Test
    void anUnknownOperationIsNamed() {
        assertThat(catchThrowableOfType(
                                Rejected.class,
                                () -> SagaWorld.get(world.operations().undo(OperationId.of(77), "tester", "why not")))
                        .problems()
                        .getFirst()
                        .sentence())
                .contains("op-77");
    }

    @Test
    void aNodeGetsItsFirstOwnerAndGoesBackToTheReservoir() {
        // When
        Ownership row = SagaWorld.get(world.nodes().assign(node("spare"), Optional.of(B), "tester"));
        world.settle(LONG);

        // Then
        assertThat(row.state()).isEqualTo(Ownership.State.MOVING);
        world.assertAt(node("spare"), Optional.of(B));

        // When
        world.move(Optional.of(B), RESERVOIR, 1);
        world.settle(LONG);

        // Then
        world.assertAt(node("m1"), RESERVOIR);
    }

    @Test
    void workThatDoesNotEndIsForcedByAPerson() {
        // Given
        world.of(A).startWork("n1.a", "endless", Resources.of(1, 1));
        Operation operation = move("n1");
        world.timers.advance(Duration.ofMinutes(5));
        Operations.Move draining = find(operation).moves().getFirst();

        // When
        SagaWorld.get(
                world.operations().control(operation.id(), Optional.of(node("n1")), Control.FORCE, "tester", "now"));
        world.settle(LONG);

        // Then
        assertThat(draining.state()).isEqualTo("DRAINING");
        assertThat(draining.remaining()).contains(1);
        assertThat(draining.blockers()).containsExactly("endless: still runs");
        assertThat(draining.deadline()).isPresent();
        world.assertAt(node("n1"), Optional.of(B));
    }

    @Test
    void onlyWhatHasNotBegunIsCancelled() {
        // Given
        world.of(A).startWork("n1.a", "long", Resources.of(1, 1));
        world.of(A).startWork("n2.a", "long", Resources.of(1, 1));
        Operation operation = move("n1", "n2", "n3", "n4");
        world.timers.advance(Duration.ofSeconds(10));

        // When
        Controls.Outlook outlook =
                SagaWorld.get(world.operations().outlook(operation.id(), Optional.empty(), Control.CANCEL));
        Operation cancelled = SagaWorld.get(
                world.operations().control(operation.id(), Optional.empty(), Control.CANCEL, "tester", "enough"));
        world.of(A).endWork("n1.a", "long");
        world.of(A).endWork("n2.a", "long");
        world.settle(LONG);

        // Then
        assertThat(outlook.effects()).extracting(Controls.Effect::possible).containsExactly(false, false, true, true);
        assertThat(outlook.effects().get(2).sentence()).isEqualTo("n3 has not begun; it stays with a.");
        assertThat(cancelled.totals().moves()).isEqualTo(4);
        assertThat(find(operation).totals()).isEqualTo(new Totals(4, 2, 0, 0, 0, 2, 0));
        assertThat(find(operation).totals().words()).isEqualTo("2 of 4 moved, 2 undone");
        assertThat(world.of(A).calls().stream().map(c -> c.member()).distinct())
                .containsExactlyInAnyOrder("n1.a", "n2.a");
    }

    @Test
    void oneNodeOfAnOperationGoesBackAndTheOthersGoOn() {
        // Given
        world.of(A).startWork("n1.a", "long", Resources.of(1, 1));
        Operation operation = move("n1", "n2");
        world.timers.advance(Duration.ofSeconds(2));

        // When
        SagaWorld.get(world.operations()
                .control(operation.id(), Optional.of(node("n1")), Control.UNDO, "tester", "not this one"));
        world.settle(LONG);

        // Then
        world.assertAt(node("n1"), Optional.of(A));
        world.assertAt(node("n2"), Optional.of(B));

        // When the one that has arrived is wished back as well
        SagaWorld.get(world.operations()
                .control(operation.id(), Optional.of(node("n2")), Control.UNDO, "tester", "nor this one"));
        world.settle(LONG);

        // Then
        world.assertAt(node("n2"), Optional.of(A));
    }

    @Test
    void aDrainIsGivenMoreTime() {
        // Given
        world.of(A).startWork("n1.a", "long", Resources.of(1, 1));
        Operation operation = move("n1");
        world.timers.advance(Duration.ofMinutes(59));

        // When
        SagaWorld.get(world.operations()
                .control(
                        operation.id(),
                        Optional.empty(),
                        Control.longer(Duration.ofHours(1)),
                        "tester",
                        "it is nearly done"));
        world.timers.advance(Duration.ofMinutes(30));
        Operations.Move late = find(operation).moves().getFirst();
        world.of(A).endWork("n1.a", "long");
        world.settle(LONG);

        // Then
        assertThat(late.state()).isEqualTo("DRAINING");
        assertThat(late.possible()).containsExactlyInAnyOrder(Control.Kind.UNDO, Control.Kind.FORCE, Control.Kind.WAIT);
        world.assertAt(node("n1"), Optional.of(B));
    }

    @Test
    void aControlThatWouldDoNothingIsRefusedWithTheReason() {
        // Given
        Operation operation = move("n1");
        world.settle(LONG);

        // Then
        assertThat(refused(operation, Optional.empty(), Control.CANCEL).code()).isEqualTo("nothing-to-cancel");
        assertThat(refused(operation, Optional.empty(), Control.RETRY).sentence())
                .isEqualTo("op-1 has nothing to retry: n1 has ended as MOVED.");
        assertThat(refused(operation, Optional.empty(), Control.FORCE).code()).isEqualTo("nothing-to-force");
        assertThat(refused(operation, Optional.of(node("n2")), Control.UNDO).code())
                .isEqualTo("move-unknown");
    }

    private Problem refused(Operation operation, Optional<NodeId> node, Control control) {
        return catchThrowableOfType(
                        Rejected.class,
                        () -> SagaWorld.get(
                                world.operations().control(operation.id(), node, control, "tester", "to test")))
                .problems()
                .getFirst();
    }

    @Test
    void aPinnedNodeIsNotMovedByWhoeverAsks() {
        // Given
        SagaWorld.get(world.nodes().pin(node("n1"), "ann", "its licence is bound to it"));

        // Then
        assertThat(codes(Optional.of(A), Optional.of(B), 0, "n1")).containsExactly("node-pinned");
        Operations.Plan plan = SagaWorld.get(
                world.operations().plan(new Request(Optional.of(A), Optional.of(B), 4, List.of(), "to test")));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.nodes()).doesNotContain(node("n1"));

        // When
        SagaWorld.get(world.nodes().unpin(node("n1"), "ann", "moved house"));

        // Then
        assertThat(codes(Optional.of(A), Optional.of(B), 0, "n1")).isEmpty();
        assertThat(SagaWorld.get(world.nodes().history(node("n1"), 10))).hasSize(3);
    }

    @Test
    void aNodeThatIsPinnedBetweenPlanAndClaimStays() {
        // Given
        world.executor().rest();
        Operation operation = move("n1");
        SagaWorld.get(world.nodes().pin(node("n1"), "ann", "its licence is bound to it"));

        // When
        world.restart();
        world.settle(LONG);

        // Then
        assertThat(find(operation).moves().getFirst().code()).contains("node-pinned");
        world.assertAt(node("n1"), Optional.of(A));
    }

    @Test
    void aFrozenNodeIsRefusedWithACodeOfItsOwnUntilAPersonHasDecided() {
        // Given
        Ownership row = world.ledger.row(node("n1"));
        SagaWorld.get(world.ledger.mark(
                world.terms.current(), row, Ownership.State.CONFLICT, row.owner(), Optional.of("seen in b too")));

        // Then
        assertThat(codes(Optional.of(A), Optional.of(B), 0, "n1")).containsExactly("node-conflict");

        // When
        Ownership settled = SagaWorld.get(world.nodes().settle(node("n1"), Optional.of(A), "ann", "b's was stopped"));

        // Then
        assertThat(settled.note()).contains("settled by ann: b's was stopped");
        assertThat(codes(Optional.of(A), Optional.of(B), 0, "n1")).isEmpty();
        assertThat(catchThrowableOfType(
                                Rejected.class,
                                () -> SagaWorld.get(
                                        world.nodes().settle(node("n1"), Optional.of(B), "ann", "once more")))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("node-waits-for-nobody");
    }

    @Test
    void moreGoAtOnceWhenItGoesWellAndTheFloorHolds() {
        // Given
        for (int n = 10; n < 40; n++) {
            world.node("n" + n, Optional.of(A));
        }
        int[] most = {0};
        world.journal.afterAppend(kept -> {
            world.checkInvariants();
            int busy = (int) world.states().stream()
                    .filter(s -> s instanceof MoveState.Running && !(s instanceof MoveState.Reserved))
                    .count();
            most[0] = Math.max(most[0], busy);
        });

        // When
        Operation operation = world.move(Optional.of(A), Optional.of(B), 34);
        world.settle(LONG);

        // Then
        assertThat(find(operation).totals().moved()).isEqualTo(34);
        assertThat(most[0]).isGreaterThan(4).isLessThanOrEqualTo(8);
    }

    @Test
    void aTakerThatCannotCopeGetsFewerAtOnce() {
        // Given
        world.move(Optional.of(A), Optional.of(B), 4);
        world.settle(LONG);
        int before = Optional.ofNullable(world.executor().paces().get(B)).orElseThrow();

        // When
        world.agents.breakWorkers(node("spare"), true);
        SagaWorld.get(world.nodes().assign(node("spare"), Optional.of(B), "tester"));
        world.settle(LONG);

        // Then
        assertThat(before).isGreaterThan(2);
        assertThat(world.executor().paces()).containsEntry(B, before / 2);
    }

    @Test
    void whatDoesNotDrainInTimeGoesBack() {
        // Given
        world.of(A).startWork("n1.a", "endless", Resources.of(1, 1));
        Operation operation = move("n1");

        // When
        world.settle(LONG);

        // Then
        Operation told = find(operation);
        assertThat(told.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(told.moves().getFirst().note().orElseThrow()).contains("deadline");
        assertThat(world.presence(node("n1"), A)).isEqualTo(Presence.SERVING);
    }

    private Operation move(String... nodes) {
        List<NodeId> named = List.of(nodes).stream().map(NodeId::new).toList();
        return SagaWorld.get(
                world.operations().start(new Request(Optional.of(A), Optional.of(B), 0, named, "to test"), "tester"));
    }

    private Operation find(Operation operation) {
        return SagaWorld.get(world.operations().find(operation.id())).orElseThrow();
    }
}
