package dev.sluice.driver.openstack;

import static dev.sluice.driver.openstack.Servers.HOST;
import static dev.sluice.driver.openstack.Servers.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.openstack.Migration.Kind;
import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoveMemoryTest {

    private final ManualTimers timers = new ManualTimers();
    private final MoveMemory memory = new MoveMemory(timers.clock(), Pace.start(8));

    @Test
    void aPaceGrowsByOneARoundAndIsHalvedByAFailure() {
        // Given
        Pace pace = Pace.start(4);

        // Then
        assertThat(pace.atOnce()).isEqualTo(2);
        pace = pace.afterSuccess().afterSuccess();
        assertThat(pace.window()).isBetween(2.8, 3.0);
        for (int i = 0; i < 20; i++) {
            pace = pace.afterSuccess();
        }
        assertThat(pace.atOnce()).isEqualTo(4);
        pace = pace.afterFailure();
        assertThat(pace.atOnce()).isEqualTo(2);
        pace = pace.afterFailure().afterFailure().afterFailure();
        assertThat(pace.atOnce()).isEqualTo(1);
        assertThat(Pace.start(1).atOnce()).isEqualTo(1);
        assertThatThrownBy(() -> new Pace(9, 8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void movesThatHadEndedBeforeTheFirstLookCountForNothing() {
        assertThat(memory.look(HOST, List.of(move(1, "a", Kind.LIVE, "error")))).isEmpty();
        assertThat(memory.look(HOST, List.of(move(1, "a", Kind.LIVE, "error")))).isEmpty();
        assertThat(memory.allowance()).isEqualTo(2);
    }

    @Test
    void findsAMoveThatCameToNothingOnceAndSlowsDown() {
        // Given
        memory.look(HOST, List.of());

        // When
        memory.started(HOST, 1);

        // Then
        assertThat(memory.allowance()).isEqualTo(1);
        assertThat(memory.look(HOST, List.of(move(1, "a", Kind.LIVE, "running"))))
                .isEmpty();
        assertThat(memory.allowance()).isEqualTo(1);

        // When
        List<Migration> failed = List.of(move(1, "a", Kind.LIVE, "error"));

        // Then
        assertThat(memory.look(HOST, failed)).containsExactly("a");
        assertThat(memory.look(HOST, failed)).isEmpty();
        assertThat(memory.allowance()).isEqualTo(1);
    }

    @Test
    void leavesAServerThatWouldNotMoveAloneForLongerEachTime() {
        // When
        memory.trouble(HOST, "a", "first");

        // Then
        assertThat(memory.troubles(HOST).get("a"))
                .isEqualTo(new MoveMemory.Trouble(1, timers.now().plusSeconds(10), "first"));

        // When
        for (int i = 0; i < 8; i++) {
            memory.trouble(HOST, "a", "again");
        }

        // Then
        assertThat(memory.troubles(HOST)).hasEntrySatisfying("a", trouble -> {
            assertThat(trouble.notBefore()).isEqualTo(timers.now().plus(Duration.ofMinutes(5)));
            assertThat(trouble.times()).isEqualTo(9);
        });
    }

    @Test
    void forgetsTheTroubleOfAServerThatHasMoved() {
        // Given
        memory.look(HOST, List.of());
        memory.trouble(HOST, "a", "no room");

        // When
        memory.look(HOST, List.of(move(2, "a", Kind.LIVE, "completed")));

        // Then
        assertThat(memory.troubles(HOST)).isEmpty();
    }

    @Test
    void countsWhatIsUnderWayFromAllHosts() {
        // When
        memory.look(HOST, List.of(move(1, "a", Kind.LIVE, "running")));
        memory.started("node-2", 1);

        // Then
        assertThat(memory.allowance()).isZero();

        // When
        memory.forget("node-2");

        // Then
        assertThat(memory.allowance()).isEqualTo(1);
    }

    @Test
    void aColdMoveIsOverOnceItWaitsToBeConfirmed() {
        // Given
        memory.look(HOST, List.of(move(1, "a", Kind.COLD, "migrating")));

        // When
        memory.look(HOST, List.of(move(1, "a", Kind.COLD, "finished")));

        // Then
        assertThat(memory.allowance()).isEqualTo(2);
        assertThat(memory.look(HOST, List.of(move(1, "a", Kind.COLD, "confirmed"))))
                .isEmpty();
    }
}
