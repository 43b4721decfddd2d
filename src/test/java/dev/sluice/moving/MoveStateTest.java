package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.MoveState.Running;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoveStateTest {

    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final Optional<Route.End> YARN = Optional.of(new Route.End(new FrameworkId("yarn"), "n1"));
    private static final Optional<Route.End> SPARK = Optional.of(new Route.End(new FrameworkId("spark"), "n1"));

    private static Route route(Optional<Route.End> from, Optional<Route.End> to, boolean resumes) {
        return new Route(OperationId.of(1), new NodeId("n1"), from, to, resumes);
    }

    private static final Route BOTH = route(YARN, SPARK, true);

    private static MoveState start(MoveState state) {
        return state.next(new MoveEvent.Started(((Running) state).stage().due(), T, Optional.of(T.plusSeconds(60))));
    }

    private static MoveState succeed(MoveState state) {
        Running running = (Running) start(state);
        return running.next(new MoveEvent.Succeeded(
                running.stage().due(), T, running.stage().epoch() + 1));
    }

    private static MoveState refuse(MoveState state) {
        Running running = (Running) start(state);
        return running.next(new MoveEvent.Failed(running.stage().due(), T, new Fault("refused", "no"), false, false));
    }

    private static MoveState undo(MoveState state) {
        return state.next(new MoveEvent.UndoRequested(T, "ann", "changed my mind"));
    }

    /** The state in which {@code step} is due, on the way there. */
    private static MoveState at(Route route, MoveStep step) {
        MoveState state = MoveState.planned(route, T);
        while (((Running) state).stage().due() != step) {
            state = succeed(state);
        }
        return state;
    }

    /** All the steps from here on when nothing goes wrong. */
    private static List<String> way(MoveState from) {
        List<String> names = new java.util.ArrayList<>();
        MoveState state = from;
        while (state instanceof Running running) {
            names.add(running.name() + ":" + running.stage().due());
            state = succeed(state);
        }
        names.add(state.name());
        return names;
    }

    @Test
    void theWayThere() {
        assertThat(way(MoveState.planned(BOTH, T)))
                .containsExactly(
                        "RESERVED:CLAIM",
                        "RESERVED:CHECK",
                        "DRAINING:DRAIN",
                        "DRAINING:EMPTY",
                        "DRAINED:RELEASE",
                        "RELEASED:STOP",
                        "RELEASED:HAND_OVER",
                        "PREPARING:PREPARE",
                        "JOINING:ADMIT",
                        "JOINING:START",
                        "VERIFYING:VERIFY",
                        "VERIFYING:SETTLE",
                        "MOVED");
    }

    @Test
    void theReservoirHasNothingToDrain() {
        assertThat(way(MoveState.planned(route(Optional.empty(), SPARK, true), T)))
                .startsWith("RESERVED:CLAIM", "RESERVED:CHECK", "RELEASED:STOP")
                .endsWith("VERIFYING:SETTLE", "MOVED");
    }

    @Test
    void theReservoirHasNothingToJoin() {
        assertThat(way(MoveState.planned(route(YARN, Optional.empty(), true), T)))
                .endsWith("RELEASED:STOP", "RELEASED:HAND_OVER", "RELEASED:SETTLE", "MOVED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CLAIM     | UNDONE
                    CHECK     | ROLLING_BACK:SETTLE UNDONE
                    DRAIN     | ROLLING_BACK:SETTLE UNDONE
                    EMPTY     | ROLLING_BACK:READMIT ROLLING_BACK:CONFIRM ROLLING_BACK:SETTLE UNDONE
                    RELEASE   | ROLLING_BACK:READMIT ROLLING_BACK:CONFIRM ROLLING_BACK:SETTLE UNDONE
                    STOP      | STUCK
                    HAND_OVER | STUCK
                    PREPARE   | RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    ADMIT     | RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    START     | RELEASED:DRAIN RELEASED:EMPTY RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    VERIFY    | RELEASED:DRAIN RELEASED:EMPTY RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    SETTLE    | STUCK
                    """)
    void aStepThatIsRefused(MoveStep step, String then) {
        assertThat(String.join(" ", way(refuse(at(BOTH, step))))).isEqualTo(then);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CLAIM   | UNDONE
                    CHECK   | ROLLING_BACK:SETTLE UNDONE
                    DRAIN   | ROLLING_BACK:SETTLE UNDONE
                    EMPTY   | ROLLING_BACK:READMIT ROLLING_BACK:CONFIRM ROLLING_BACK:SETTLE UNDONE
                    RELEASE | ROLLING_BACK:READMIT ROLLING_BACK:CONFIRM ROLLING_BACK:SETTLE UNDONE
                    STOP    | RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    PREPARE | RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    ADMIT   | RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    START   | RELEASED:STOP RELEASED:HAND_OVER PREPARING:PREPARE JOINING:ADMIT JOINING:START VERIFYING:VERIFY VERIFYING:SETTLE UNDONE
                    """)
    void anUndoBeforeTheTakerHasTheNode(MoveStep step, String then) {
        assertThat(String.join(" ", way(undo(at(BOTH, step))))).isEqualTo(then);
    }

    @Test
    void aDonorThatCannotResumeInPlaceGetsItsNodeBackByARestart() {
        // Given
        Route restarts = route(YARN, SPARK, false);

        // When
        List<String> back = way(undo(at(restarts, MoveStep.EMPTY)));

        // Then
        assertThat(back)
                .containsExactly(
                        "ROLLING_BACK:EMPTY",
                        "ROLLING_BACK:READMIT",
                        "ROLLING_BACK:STOP",
                        "ROLLING_BACK:HAND_OVER",
                        "ROLLING_BACK:START",
                        "ROLLING_BACK:CONFIRM",
                        "ROLLING_BACK:SETTLE",
                        "UNDONE");
    }

    @Test
    void anUndoWaitsForANodeThatTheTakerIsStarting() {
        // Given
        MoveState starting = start(at(BOTH, MoveStep.START));

        // When, Then
        assertThat(((Running) starting).undoable()).isFalse();
        assertThatThrownBy(() -> undo(starting))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Joining")
                .hasMessageContaining("UndoRequested");
    }

    @Test
    void aReleaseThatMayHaveHappenedIsNotRolledBackInPlace() {
        // Given
        MoveState doubtful = start(at(BOTH, MoveStep.RELEASE))
                .next(new MoveEvent.Failed(MoveStep.RELEASE, T, new Fault("outcome-unknown", "lost"), true, true));

        // When
        MoveState late = doubtful.next(new MoveEvent.DeadlinePassed(T));

        // Then
        assertThat(way(late)).startsWith("RELEASED:DRAIN", "RELEASED:EMPTY", "RELEASED:STOP");
        assertThat(way(late)).endsWith("VERIFYING:SETTLE", "UNDONE");
        assertThat(((MoveState.Released) late).heading().leaving(BOTH)).isEqualTo(BOTH.from());
    }

    @Test
    void aForcedReleaseThatMayHaveHappenedDoesNotWaitForTheWork() {
        // Given
        MoveState forced = at(BOTH, MoveStep.EMPTY).next(new MoveEvent.ForceRequested(T, "ann", "why"));

        // When
        MoveState late = start(forced).next(new MoveEvent.DeadlinePassed(T));

        // Then
        assertThat(way(late)).startsWith("RELEASED:STOP");
    }

    @Test
    void aNodeThatNeitherEndTakesIsSetAside() {
        // Given
        MoveState back = refuse(at(BOTH, MoveStep.VERIFY));
        while (((Running) back).stage().due() != MoveStep.START) {
            back = succeed(back);
        }

        // When
        MoveState aside = refuse(back);

        // Then
        assertThat(way(aside))
                .containsExactly(
                        "RELEASED:DRAIN", "RELEASED:EMPTY", "RELEASED:STOP", "RELEASED:QUARANTINE", "QUARANTINED");
        assertThat(((MoveState.Released) aside).heading().left(BOTH)).containsExactly(YARN.get(), SPARK.get());
    }

    @Test
    void aTakerThatMayHaveGivenItWorkIsDrainedBeforeTheWorkerStops() {
        // Given
        MoveState back = refuse(at(BOTH, MoveStep.VERIFY));

        // When
        MoveState stuck = succeed(back).next(new MoveEvent.DeadlinePassed(T));

        // Then
        assertThat(stuck).isInstanceOf(MoveState.Stuck.class);
        assertThat(way(stuck.next(new MoveEvent.RetryRequested(T, "ann", "why"))))
                .startsWith("RELEASED:EMPTY", "RELEASED:STOP");
        assertThat(way(stuck.next(new MoveEvent.ForceRequested(T, "ann", "why"))))
                .startsWith("RELEASED:STOP", "RELEASED:HAND_OVER");
    }

    @Test
    void drainingThatTakesTooLongIsStuckWhereGoingBackWouldEndTheWork() {
        // Given
        MoveState emptying = start(at(route(YARN, SPARK, false), MoveStep.EMPTY));

        // When
        MoveState stuck = emptying.next(new MoveEvent.DeadlinePassed(T));

        // Then
        assertThat(stuck).isInstanceOf(MoveState.Stuck.class);
        assertThat(way(stuck.next(new MoveEvent.RetryRequested(T, "ann", "why"))))
                .startsWith("DRAINING:EMPTY");
        assertThat(way(stuck.next(new MoveEvent.ForceRequested(T, "ann", "why"))))
                .startsWith("DRAINED:RELEASE");
        assertThat(way(undo(stuck))).startsWith("ROLLING_BACK:EMPTY");
    }

    @Test
    void aForcedReleaseSaysSo() {
        assertThat(at(BOTH, MoveStep.EMPTY).next(new MoveEvent.ForceRequested(T, "ann", "why")))
                .isInstanceOfSatisfying(
                        MoveState.Drained.class, d -> assertThat(d.force()).isTrue());
    }

    @Test
    void theFirstStepOfAStateSetsItsDeadline() {
        // Given
        MoveState draining = start(at(BOTH, MoveStep.DRAIN));
        Optional<Instant> deadline = draining.deadline();

        // When
        MoveState emptying = draining.next(new MoveEvent.Succeeded(MoveStep.DRAIN, T, 2))
                .next(new MoveEvent.Started(MoveStep.EMPTY, T, Optional.of(T.plusSeconds(9999))));

        // Then
        assertThat(deadline).contains(T.plusSeconds(60));
        assertThat(emptying.deadline()).isEqualTo(deadline);
    }

    @Test
    void endStatesHaveNoExit() {
        MoveState moved = at(BOTH, MoveStep.SETTLE);
        while (moved instanceof Running) {
            moved = succeed(moved);
        }
        MoveState end = moved;
        for (MoveEvent event : everyKind(MoveStep.CLAIM)) {
            assertThatThrownBy(() -> end.next(event)).as("%s", event).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void noStateTakesAnEventOfAnotherStep() {
        for (MoveStep due : MoveStep.values()) {
            if (due == MoveStep.READMIT || due == MoveStep.CONFIRM || due == MoveStep.QUARANTINE) {
                continue;
            }
            MoveState state = start(at(BOTH, due));
            for (MoveStep other : MoveStep.values()) {
                if (other != due) {
                    assertThatThrownBy(() -> state.next(new MoveEvent.Started(other, T, Optional.empty())))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> state.next(new MoveEvent.Succeeded(other, T, 9)))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(
                                    () -> state.next(new MoveEvent.Failed(other, T, new Fault("a", "b"), true, false)))
                            .isInstanceOf(IllegalStateException.class);
                }
            }
        }
    }

    @Test
    void aResultNeedsAStart() {
        assertThatThrownBy(() -> at(BOTH, MoveStep.DRAIN).next(new MoveEvent.Succeeded(MoveStep.DRAIN, T, 2)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void entriesOfTheFirstVersionHaveNoReason() {
        assertThat(EventJson.read("force-requested", "{\"at\":\"" + T + "\",\"actor\":\"ann\"}"))
                .isEqualTo(new MoveEvent.ForceRequested(T, "ann", ""));
    }

    @Test
    void aDeadlineIsPutOff() {
        // Given
        MoveState draining =
                at(BOTH, MoveStep.DRAIN).next(new MoveEvent.Started(MoveStep.DRAIN, T, Optional.of(T.plusSeconds(60))));

        // When
        MoveState longer = draining.next(new MoveEvent.WaitRequested(T, "ann", "nearly done", T.plusSeconds(600)));

        // Then
        assertThat(longer.deadline()).contains(T.plusSeconds(600));
        assertThat(longer.name()).isEqualTo("DRAINING");
        assertThatThrownBy(() -> at(BOTH, MoveStep.DRAIN).next(new MoveEvent.WaitRequested(T, "ann", "why", T)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStuckMoveThatIsToWaitGoesOnUntilThen() {
        // Given
        MoveState.Running released = (MoveState.Running) at(BOTH, MoveStep.STOP);
        MoveState stuck = new MoveState.Stuck(released, new Fault(Fault.DEADLINE, "too long"), T);

        // When
        MoveState on = stuck.next(new MoveEvent.WaitRequested(T, "ann", "it reboots", T.plusSeconds(600)));

        // Then
        assertThat(on.name()).isEqualTo("RELEASED");
        assertThat(on.deadline()).contains(T.plusSeconds(600));
        assertThat(on.next(new MoveEvent.Started(MoveStep.STOP, T, Optional.of(T.plusSeconds(1))))
                        .deadline())
                .contains(T.plusSeconds(600));
    }

    @Test
    void everyEventSurvivesTheJournal() {
        Set<String> kinds = new TreeSet<>();
        for (MoveEvent event : everyKind(MoveStep.DRAIN)) {
            String kind = EventJson.kind(event);
            kinds.add(kind);
            assertThat(EventJson.read(kind, EventJson.write(event))).isEqualTo(event);
        }
        assertThat(kinds).hasSize(MoveEvent.class.getPermittedSubclasses().length);
    }

    private static List<MoveEvent> everyKind(MoveStep step) {
        return List.of(
                new MoveEvent.Started(step, T, Optional.of(T)),
                new MoveEvent.Started(step, T, Optional.empty()),
                new MoveEvent.Succeeded(step, T, 7),
                new MoveEvent.Failed(step, T, new Fault("code", "A \"sentence\"."), true, true),
                new MoveEvent.DeadlinePassed(T),
                new MoveEvent.UndoRequested(T, "ann", "because"),
                new MoveEvent.ForceRequested(T, "ann", "why"),
                new MoveEvent.RetryRequested(T, "ann", "why"),
                new MoveEvent.WaitRequested(T, "ann", "why", T.plusSeconds(60)));
    }
}
