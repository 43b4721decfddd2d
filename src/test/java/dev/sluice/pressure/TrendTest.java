package dev.sluice.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

    private final Trend.Follower follower = new Trend.Follower();

    @Test
    void whatIsSteadyStays() {
        // When
        for (int second = 0; second <= 600; second += 10) {
            follower.add(BEGIN.plusSeconds(second), 1.2);
        }
        // Then
        Trend trend = follower.trend().orElseThrow();
        assertThat(trend.perMinute()).isCloseTo(0, within(1e-9));
        assertThat(trend.ahead()).isCloseTo(1.2, within(1e-9));
    }

    @Test
    void whatRisesGoesOnForAWhileAndLessThanStraightOn() {
        // When it rises by 0.1 a minute, read at uneven intervals
        for (int second = 0; second <= 1200; second += second % 60 == 0 ? 20 : 10) {
            follower.add(BEGIN.plusSeconds(second), 0.5 + 0.1 * second / 60);
        }
        // Then
        Trend trend = follower.trend().orElseThrow();
        assertThat(trend.perMinute()).isBetween(0.05, 0.1);
        assertThat(trend.ahead()).isBetween(2.5, 3.0);
    }

    @Test
    void nothingFallsBelowIdle() {
        // When
        for (int minute = 0; minute < 5; minute++) {
            follower.add(BEGIN.plusSeconds(60L * minute), Math.max(0, 2 - minute));
        }
        // Then
        Trend trend = follower.trend().orElseThrow();
        assertThat(trend.perMinute()).isNegative();
        assertThat(trend.ahead()).isNotNegative();
    }

    @Test
    void oneReadingSaysNothingAndNeitherDoesAGap() {
        // Given
        follower.add(BEGIN, 1);
        follower.add(BEGIN, 3);
        assertThat(follower.trend()).isEmpty();
        follower.add(BEGIN.plusSeconds(60), 3);
        assertThat(follower.trend()).isPresent();
        // When
        follower.add(BEGIN.plusSeconds(3600), 1);
        // Then
        assertThat(follower.trend()).isEmpty();
    }
}
