package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.SagaFaults.Fault;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a move promises between any two frameworks: that it ends as asked, or where it began, whatever fails, is repeated or
 * crashes. A pair's test extends this and names its two peers.
 *
 * <p>Where each run takes a while, what is crashed and what fails is put together into few of them.
 */
abstract class SagaKit {

    /** Of a move that nothing disturbs: each of its twelve steps is begun and done. */
    private static final int WRITES = 24;

    /** The calls that a framework may say no to; only the donor's word that the node is gone is waited for by a person. */
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal(SagaPair.DONOR, Method.DRAIN),
            new Refusal(SagaPair.DONOR, Method.PROGRESS),
            new Refusal(SagaPair.DONOR, Method.RELEASE),
            new Refusal(SagaPair.TAKER, Method.ADMIT),
            new Refusal(SagaPair.TAKER, Method.CONFIRM));

    private SagaTime time = SagaTime.byHand();

    protected abstract DriverPeer donor();

    protected abstract DriverPeer taker();

    protected abstract SagaTime newTime();

    /** Whether a run costs next to nothing. */
    protected abstract boolean cheap();

    @BeforeEach
    void begin() {
        time.close();
        time = newTime();
    }

    @AfterEach
    void end() {
        time.close();
    }

    private SagaPair pair(SagaFaults faults) {
        return new SagaPair(donor(), taker(), time, faults);
    }

    private SagaPair pair() {
        return pair(new SagaFaults());
    }

    @Test
    void goesOverOnceItsWorkHasEnded() {
        // Given
        SagaPair pair = pair();
        donor().startWork(SagaPair.member(donor()));

        // When
        pair.begin();
        pair.until(() -> isDue(pair, MoveStep.EMPTY));
        donor().endWork();
        pair.settle();

        // Then
        assertMoved(pair);
        assertThat(pair.journal.appends()).isEqualTo(WRITES);
    }

    @Test
    void goesOverThoughItDiesBeforeAndAfterEveryWrite() {
        // Given
        SagaPair pair = pair();
        pair.journal.dieOnceAtEveryWrite();

        // When
        pair.begin();
        pair.settle();

        // Then
        assertMoved(pair);
        assertThat(pair.journal.appends()).isGreaterThanOrEqualTo(2 * WRITES);
    }

    @Test
    void goesOverThoughItDiesBeforeOrAfterAnyOneWrite() {
        Assumptions.assumeTrue(cheap(), "all of them in one run is enough here");
        for (int write = 1; write <= WRITES; write++) {
            for (boolean kept : new boolean[] {false, true}) {
                // Given
                SagaPair pair = pair();
                pair.journal.dieAt(write, kept);

                // When
                pair.begin();
                pair.settle();

                // Then
                assertMoved(pair);
            }
        }
    }

    @Test
    void goesOverThoughEveryCallIsMadeTwice() {
        // Given
        SagaPair pair = pair(new SagaFaults().everythingTwice());

        // When
        pair.begin();
        pair.settle();

        // Then
        assertMoved(pair);
        assertThat(pair.journal.appends()).isEqualTo(WRITES);
    }

    @Test
    void goesOverThoughEveryCallFailsAndIsThenLost() {
        // Given
        SagaFaults faults = new SagaFaults();
        for (Method method : List.of(Method.DRAIN, Method.PROGRESS, Method.RELEASE, Method.CONFIRM)) {
            faults.next(SagaPair.DONOR, method, Fault.NOT_SENT, Fault.NOT_ANSWERED);
        }
        for (Method method : List.of(Method.ADMIT, Method.CONFIRM)) {
            faults.next(SagaPair.TAKER, method, Fault.NOT_SENT, Fault.NOT_ANSWERED);
        }
        SagaPair pair = pair(faults);

        // When
        pair.begin();
        pair.settle();

        // Then
        assertMoved(pair);
    }

    @Test
    void comesBackAfterAPlainNoAtAnyCall() {
        for (Refusal refusal : REFUSALS) {
            // Given
            SagaPair pair = pair(new SagaFaults().next(refusal.by, refusal.method, Fault.REFUSED));

            // When
            pair.begin();
            pair.settle();

            // Then
            assertThat(pair.state()).as("%s", refusal).isInstanceOf(MoveState.Undone.class);
            assertThat(((MoveState.Undone) pair.state()).cause().code()).isEqualTo("refused");
            pair.assertAt(SagaPair.DONOR);
        }
    }

    private record Refusal(FrameworkId by, Method method) {}

    @Test
    void comesBackFromAnyStepThoughEveryUndoIsMadeTwiceAndDiedAt() {
        for (int write : undoneAt()) {
            // Given
            SagaPair pair = pair(new SagaFaults().everythingTwice());
            Operation operation = pair.begin();
            pair.until(() -> pair.journal.appends() >= write);

            // When
            pair.journal.dieOnceAtEveryWrite();
            pair.undo(operation);
            pair.settle();

            // Then
            pair.assertAt(SagaPair.DONOR);
            assertThat(pair.journal.moves())
                    .as("undone at write %d", write)
                    .allMatch(m -> m.state() instanceof MoveState.Undone || m.state() instanceof MoveState.Moved);
        }
    }

    /** After each write, or after the drain, the release, the hand-over and the start. */
    private List<Integer> undoneAt() {
        return cheap()
                ? IntStream.rangeClosed(1, WRITES).boxed().toList()
                : Stream.of(6, 10, 14, 20).toList();
    }

    private static boolean isDue(SagaPair pair, MoveStep step) {
        return pair.state() instanceof MoveState.Running r
                && r.stage().due() == step
                && r.stage().open();
    }

    private static void assertMoved(SagaPair pair) {
        assertThat(pair.state()).as("%s", pair.journal.moves()).isInstanceOf(MoveState.Moved.class);
        pair.assertAt(SagaPair.TAKER);
    }
}
