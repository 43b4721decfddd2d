package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToTheLongestAndBeginsAgain() {
        // Given
        Backoff backoff = new Backoff(Duration.ofSeconds(60));

        // When // Then
        assertThat(IntStream.range(0, 9).mapToObj(i -> backoff.fail().toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        backoff.succeed();
        assertThat(backoff.fail()).isEqualTo(Duration.ofSeconds(1));
        IntStream.range(0, 200).forEach(i -> assertThat(backoff.fail()).isLessThanOrEqualTo(Duration.ofSeconds(60)));
    }

    @Test
    void jitterCoversTheWholePause() {
        // Given
        Random random = new Random(4);

        // When
        List<Long> pauses = IntStream.range(0, 1000)
                .mapToObj(i -> {
                    Backoff backoff = new Backoff(Duration.ofSeconds(30));
                    IntStream.range(0, 9)
                            .forEach(n -> assertThat(backoff.fail()).isPositive());
                    return backoff.failWithJitter(random).toMillis();
                })
                .toList();

        // Then
        assertThat(pauses).allMatch(p -> p >= 100 && p <= 30_100);
        assertThat(pauses).anyMatch(p -> p < 2_000).anyMatch(p -> p > 28_000);
    }
}
