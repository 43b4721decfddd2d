package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.leading.Leadership;
import dev.sluice.leading.Leadership.Standing;
import dev.sluice.moving.DrainTimes.Estimate;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drains that are in a real journal, written as moving writes it. */
@QuarkusTest
@TestProfile(FakeFleet.Profile.class)
@WithTestResource(PostgresResource.class)
class DrainTimesTest {

    private static final FrameworkId TAKER = new FrameworkId("taker");

    @Inject
    MoveJournal journal;

    @Inject
    JournalDrainTimes times;

    @Inject
    MoveExecutor executor;

    @Inject
    Leadership leadership;

    /** Each a donor of its own, as all share one journal. */
    private static int donors;

    private final FrameworkId donor = new FrameworkId("donor-" + ++donors);
    private final Instant begin = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);

    @BeforeEach
    void nothingElseMoves() {
        while (!(leadership.standing() instanceof Standing.Leads)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        executor.rest();
    }

    @AfterEach
    void goOn() {
        get(executor.lead(((Standing.Leads) leadership.standing()).term()));
    }

    @Test
    void areThoseOfTheDonorsPastDrains() {
        // Given
        List.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 900).forEach(this::drained);
        // When
        get(times.refresh());
        // Then
        Estimate estimate = times.estimate(donor, 1).orElseThrow();
        assertThat(estimate.drains()).isEqualTo(11);
        assertThat(estimate.usual()).isEqualTo(Duration.ofSeconds(60));
        assertThat(estimate.slow()).isEqualTo(Duration.ofSeconds(100));
        assertThat(times.estimate(TAKER, 1)).isEmpty();
    }

    @Test
    void areUnknownWhileTheyAreFew() {
        // Given
        drained(10);
        drained(20);
        // When
        get(times.refresh());
        // Then
        assertThat(times.estimate(donor, 1)).isEmpty();
    }

    @Test
    void leaveOutWhatWasForcedOrTakenBack() {
        // Given
        List.of(10, 10, 10).forEach(this::drained);
        for (int i = 0; i < 3; i++) {
            Written forced = write(MoveStep.EMPTY);
            forced.add(new MoveEvent.ForceRequested(begin.plusSeconds(500), "ann", "enough"));
            forced.goOn(600);
            Written undone = write(MoveStep.EMPTY);
            undone.add(new MoveEvent.UndoRequested(begin.plusSeconds(500), "ann", "enough"));
            undone.goOn(600);
            assertThat(undone.state).isInstanceOf(MoveState.Undone.class);
        }
        // When
        get(times.refresh());
        // Then
        assertThat(times.estimate(donor, 1).orElseThrow()).satisfies(estimate -> {
            assertThat(estimate.drains()).isEqualTo(3);
            assertThat(estimate.slow()).isEqualTo(Duration.ofSeconds(10));
        });
    }

    private void drained(int seconds) {
        Written move = write(MoveStep.EMPTY);
        move.goOn(seconds);
        assertThat(move.state).isInstanceOf(MoveState.Moved.class);
    }

    /** A move in the journal, up to where {@code step} is due. */
    private Written write(MoveStep step) {
        OperationId id = get(journal.nextId());
        NodeId node = new NodeId("node-" + id);
        Route route = new Route(
                id, node, Optional.of(new Route.End(donor, "x")), Optional.of(new Route.End(TAKER, "x")), true);
        get(journal.open(
                new MoveJournal.Header(id, Optional.of(donor), Optional.of(TAKER), "to test", "ann", begin),
                List.of(route)));
        Written move = new Written(route);
        while (move.due() != step) {
            move.succeed(begin);
        }
        return move;
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private final class Written {
        private final Route route;
        private MoveState state;
        private int sequence;

        Written(Route route) {
            this.route = route;
            this.state = MoveState.planned(route, begin);
        }

        MoveStep due() {
            return ((MoveState.Running) state).stage().due();
        }

        void add(MoveEvent event) {
            state = state.next(event);
            Standing.Leads leads = (Standing.Leads) leadership.standing();
            get(journal.append(leads.term(), route, sequence++, event, state, false));
        }

        void succeed(Instant at) {
            MoveStep step = due();
            add(new MoveEvent.Started(step, at, Optional.of(at.plusSeconds(60))));
            add(new MoveEvent.Succeeded(
                    step, at, ((MoveState.Running) state).stage().epoch() + 1));
        }

        /** To its end, with all that is left at one time. */
        void goOn(int seconds) {
            while (!state.ended()) {
                succeed(begin.plusSeconds(seconds));
            }
        }
    }
}
