package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import dev.sluice.leading.Term;
import dev.sluice.moving.Operations.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two executors on one journal: the first does not know yet that the second has taken over. */
class DeposedTest {

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");
    private static final NodeId N1 = new NodeId("n1");
    private static final Duration LONG = Duration.ofHours(3);

    private final SagaWorld world = new SagaWorld(TestConfig.DEFAULTS);

    DeposedTest() {
        world.framework(A, 0, Set.of());
        world.framework(B, 0, Set.of());
        world.node("n1", Optional.of(A));
        world.node("n2", Optional.of(A));
        world.of(A).startWork("n1.a", "job", Resources.of(1, 1));
        world.start();
    }

    @Test
    void theDeposedOneIsRefusedAndRestsAndTheOtherEndsTheOperation() {
        // Given
        world.move(Optional.of(A), Optional.of(B), 2);
        world.timers.advance(Duration.ofSeconds(5));
        MoveExecutor deposed = world.executor();

        // When
        world.takeOverBeside();
        world.of(A).endWork("n1.a", "job");
        world.settle(LONG);

        // Then
        assertThat(deposed.running()).isEmpty();
        assertThat(world.states()).allMatch(s -> s instanceof MoveState.Moved);
        world.assertAt(N1, Optional.of(B));
    }

    @Test
    void aLateWriteOfAnOlderTermIsRefused() {
        // Given
        world.move(Optional.of(A), Optional.of(B), 1);
        world.timers.advance(Duration.ofSeconds(5));
        int writes = world.journal.appends();

        // When somebody else has raised the term, and it does not see that
        world.blind();
        Term later = world.terms.raise();
        world.of(A).endWork("n1.a", "job");
        world.timers.advance(Duration.ofMinutes(5));

        // Then
        assertThat(world.journal.appends()).isEqualTo(writes);
        assertThat(world.executor().running()).isEmpty();
        assertThat(later.number()).isEqualTo(2);
    }

    @Test
    void whatIsAskedOfAFollowerIsTakenOnByTheLeader() {
        // Given
        JournalledOperations follower = world.follower();

        // When
        Operation asked = SagaWorld.get(follower.start(
                new Operations.Request(Optional.of(A), Optional.of(B), 0, List.of(N1), "asked of a follower"), "ann"));
        world.look();
        world.timers.advance(Duration.ofSeconds(5));

        // Then
        assertThat(world.states()).allMatch(s -> s instanceof MoveState.Draining);

        // When
        SagaWorld.get(follower.undo(asked.id(), "ann", "never mind"));
        world.look();
        world.settle(LONG);

        // Then
        assertThat(world.states()).allMatch(s -> s instanceof MoveState.Undone);
        world.assertAt(N1, Optional.of(A));
    }

    @Test
    void anUndoThatAFollowerWasAskedForAfterTheEndIsTakenBackByTheLeader() {
        // Given
        Operation done = world.move(Optional.of(A), Optional.of(B), 1);
        world.of(A).endWork("n1.a", "job");
        world.settle(LONG);

        // When a wish comes that the leader's memory of the operation never saw
        SagaWorld.get(world.journal.wish(
                done.id(), List.of(done.moves().getFirst().node()), new Wish(Control.UNDO, "ann", "back")));
        world.look();
        world.settle(LONG);

        // Then
        assertThat(world.states()).hasSize(2);
        world.assertAt(done.moves().getFirst().node(), Optional.of(A));
    }
}
