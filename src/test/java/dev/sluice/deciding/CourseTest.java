package dev.sluice.deciding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final Duration LEAD = Duration.ofMinutes(5);

    @Test
    void aSteadyClimbGoesOn() {
        assertThat(course(15, minute -> 10 + 2 * minute).growth(LEAD)).isCloseTo(10, within(1e-9));
    }

    @Test
    void aClimbThatIsNoisyIsUnderrated() {
        var random = new Random(1);
        assertThat(course(15, minute -> 10 + 2 * minute + random.nextGaussian()).growth(LEAD))
                .isBetween(7.0, 10.0);
    }

    @Test
    void aJumpIsNoClimb() {
        for (var jump = 1; jump < 15; jump++) {
            var at = jump;
            assertThat(course(15, minute -> minute < at ? 10 : 40).growth(LEAD))
                    .as("at minute %d", jump)
                    .isZero();
        }
    }

    @Test
    void noiseIsNoClimb() {
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            assertThat(course(15, minute -> 10 + random.nextGaussian()).growth(LEAD))
                    .as("seed %d", seed)
                    .isZero();
        }
    }

    @Test
    void aFallIsNoClimb() {
        assertThat(course(15, minute -> 40 - 2 * minute).growth(LEAD)).isZero();
    }

    @Test
    void eightMinutesProveNothing() {
        assertThat(course(8, minute -> 10 + 2 * minute).growth(LEAD)).isZero();
        assertThat(course(9, minute -> 10 + 2 * minute).growth(LEAD)).isPositive();
    }

    /** A reading every ten seconds for so many minutes, the newest at the end. */
    private static Course course(int minutes, IntToDoubleFunction need) {
        var course = new Course(16);
        for (var minute = 0; minute < minutes; minute++) {
            var now = need.applyAsDouble(minute);
            for (var second = 0; second < 60; second += 10) {
                course.add(Duration.ofSeconds((minutes - 1 - minute) * 60L + 50 - second), now);
            }
        }
        return course;
    }
}
