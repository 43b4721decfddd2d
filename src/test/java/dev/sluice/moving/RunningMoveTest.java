package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.MoveEvent.Failed;
import dev.sluice.moving.MoveEvent.Started;
import dev.sluice.moving.MoveEvent.Succeeded;
import dev.sluice.moving.MoveEvent.UndoRequested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which calls may still happen that somebody else has made, or this process without hearing of them. */
class RunningMoveTest {

    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final Route ROUTE = new Route(
            OperationId.of(1),
            new NodeId("n1"),
            Optional.of(new Route.End(new FrameworkId("a"), "n1.a")),
            Optional.of(new Route.End(new FrameworkId("b"), "n1.b")),
            true);

    private final List<MoveEvent> events = new ArrayList<>(List.of(
            started(MoveStep.CLAIM, 0),
            done(MoveStep.CLAIM, 0),
            started(MoveStep.CHECK, 0),
            done(MoveStep.CHECK, 0),
            started(MoveStep.DRAIN, 1),
            done(MoveStep.DRAIN, 2),
            started(MoveStep.EMPTY, 3),
            done(MoveStep.EMPTY, 4)));

    @Test
    void whatWasAnsweredIsOver() {
        events.add(started(MoveStep.RELEASE, 5));
        events.add(done(MoveStep.RELEASE, 6));
        assertThat(taken().unheard()).isEmpty();
    }

    @Test
    void aReleaseThatAnEarlierProcessBeganMayStillHappenThoughItWasRepeated() {
        // Given
        events.add(started(MoveStep.RELEASE, 5));

        // When
        RunningMove move = taken();
        advance(move, started(MoveStep.RELEASE, 20));
        advance(move, done(MoveStep.RELEASE, 21));

        // Then
        assertThat(move.unheard()).contains(at(5));
    }

    @Test
    void aWishInBetweenAnswersNothing() {
        // Given
        events.add(started(MoveStep.RELEASE, 5));

        // When
        RunningMove move = taken();
        advance(move, new UndoRequested(at(20), "ann", "why"));

        // Then
        assertThat(move.unheard()).contains(at(5));
    }

    @Test
    void whatThisProcessBeganIsAnsweredWhenItGoesOn() {
        // Given
        RunningMove move = taken();

        // When
        advance(move, started(MoveStep.RELEASE, 5));
        advance(move, new UndoRequested(at(6), "ann", "why"));

        // Then
        assertThat(move.unheard()).isEmpty();
    }

    @Test
    void aDoubtIsNoAnswer() {
        // Given
        RunningMove move = taken();

        // When
        advance(move, started(MoveStep.RELEASE, 5));
        advance(move, new Failed(MoveStep.RELEASE, at(9), new Fault("unknown", "no answer"), true, true));

        // Then
        assertThat(move.unheard()).contains(at(5));
    }

    @Test
    void aStopMayHaveTidiedUpUntilSomebodyElseWentOn() {
        // Given
        events.add(started(MoveStep.RELEASE, 5));
        events.add(done(MoveStep.RELEASE, 6));
        events.add(started(MoveStep.STOP, 7));

        // When
        RunningMove move = taken();
        advance(move, started(MoveStep.STOP, 40));

        // Then
        assertThat(move.unheard()).contains(at(40));
    }

    private RunningMove taken() {
        return new RunningMove(new MoveJournal.RecordedMove(ROUTE, T, events, Optional.empty()));
    }

    private static void advance(RunningMove move, MoveEvent event) {
        move.advance(event, move.state().next(event));
    }

    private static MoveEvent started(MoveStep step, int second) {
        return new Started(step, at(second), Optional.empty());
    }

    private static MoveEvent done(MoveStep step, int second) {
        return new Succeeded(step, at(second), 2);
    }

    private static Instant at(int second) {
        return T.plusSeconds(second);
    }
}
