package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void itGrowsByOneWithEachRoundThatWentWell() {
        // Given
        Pace pace = Pace.beginning(2);

        // When
        Pace round = pace.wentWell(8).wentWell(8);
        Pace next = round.wentWell(8).wentWell(8).wentWell(8);

        // Then
        assertThat(pace.wentWell(8).size()).isEqualTo(2);
        assertThat(round.size()).isEqualTo(3);
        assertThat(next.size()).isEqualTo(4);
    }

    @Test
    void itGrowsNoFurtherThanTheMost() {
        // Given
        Pace pace = Pace.beginning(2);

        // When
        for (int i = 0; i < 1000; i++) {
            pace = pace.wentWell(4);
        }

        // Then
        assertThat(pace.size()).isEqualTo(4);
    }

    @Test
    void aFailureHalvesItAndNeverBelowOne() {
        Pace eight = new Pace(8, 7, Instant.MIN);
        assertThat(eight.failed(T, T).size()).isEqualTo(4);
        assertThat(eight.failed(T, T).well()).isZero();
        assertThat(new Pace(3, 0, Instant.MIN).failed(T, T).size()).isEqualTo(1);
        assertThat(new Pace(1, 0, Instant.MIN).failed(T, T).size()).isEqualTo(1);
    }

    @Test
    void manyThatFailTogetherHalveItOnce() {
        // Given
        Pace halved = new Pace(8, 0, Instant.MIN).failed(T.minusSeconds(60), T);

        // Then
        assertThat(halved.failed(T.minusSeconds(30), T.plusSeconds(5)).size()).isEqualTo(4);
        assertThat(halved.failed(T.plusSeconds(1), T.plusSeconds(5)).size()).isEqualTo(2);
    }
}
