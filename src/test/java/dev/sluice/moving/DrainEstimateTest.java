package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.moving.DrainTimes.Estimate;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainEstimateTest {

    @ParameterizedTest
    @CsvSource({
        // nodes, rounds: 2 at once, then 3, 4, 4, …
        "1, 1",
        "2, 1",
        "3, 2",
        "5, 2",
        "6, 3",
        "9, 3",
        "10, 4",
        "13, 4",
        "14, 5",
    })
    void allTakeAsManyRoundsAsThePaceAllows(int nodes, int rounds) {
        // When
        Estimate estimate =
                Estimate.of(7, Duration.ofSeconds(40), Duration.ofSeconds(90), nodes, new MovingConfig.Parallelism() {
                    @Override
                    public int first() {
                        return 2;
                    }

                    @Override
                    public int most() {
                        return 4;
                    }
                });
        // Then
        assertThat(estimate.all()).isEqualTo(Duration.ofSeconds(40L * rounds));
    }
}
