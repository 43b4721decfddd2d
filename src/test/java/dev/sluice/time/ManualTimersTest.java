package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimersTest {

    private final ManualTimers timers = new ManualTimers();
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsWhatFallsDueInOrderAndAtItsOwnTime() {
        // Given
        timers.after(
                Duration.ofSeconds(3), () -> ran.add("late at " + timers.clock().instant()));
        timers.after(
                Duration.ofSeconds(1),
                () -> ran.add("early at " + timers.clock().instant()));

        // When
        timers.advance(Duration.ofSeconds(2));
        timers.advance(Duration.ofSeconds(2));

        // Then
        assertThat(ran).containsExactly("early at 2026-01-01T00:00:01Z", "late at 2026-01-01T00:00:03Z");
        assertThat(timers.now()).isEqualTo("2026-01-01T00:00:04Z");
        assertThat(timers.pending()).isZero();
    }

    @Test
    void repeatsUntilCancelledEvenFromWithin() {
        // Given
        Timers.Handle[] handle = new Timers.Handle[1];
        handle[0] = timers.every(Duration.ofSeconds(1), () -> {
            ran.add("tick");
            if (ran.size() == 3) {
                handle[0].cancel();
            }
        });

        // When
        timers.advance(Duration.ofMinutes(1));

        // Then
        assertThat(ran).hasSize(3);
        assertThat(timers.pending()).isZero();
    }

    @Test
    void aTaskMayAddTheNextOne() {
        // Given
        timers.after(Duration.ofSeconds(1), () -> timers.after(Duration.ofSeconds(1), () -> ran.add("second")));

        // When
        timers.advance(Duration.ofSeconds(2));

        // Then
        assertThat(ran).containsExactly("second");
    }
}
