package dev.sluice.suggesting;

import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Decider.Decision;
import dev.sluice.deciding.Past;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.PlanningConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A day of ticks of the deciding code, without its loop: 8,640 decisions each. */
class SteadyLoadSimulation {

    private static final PlanningConfig CONFIG = Configs.planning(Map.of());
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Past NO_PAST = Past.NOTHING;

    @ParameterizedTest
    @CsvSource({
        // steady pressures of three frameworks of ten nodes each, with 10 % noise either way
        "1.00, 1.00, 1.00, 1",
        "1.00, 0.50, 0.20, 2",
        "0.95, 0.95, 0.30, 3",
        "0.60, 0.60, 0.60, 4",
    })
    void steadyLoadMovesNothing(double a, double b, double c, long seed) {
        // Given
        Random random = new Random(seed);
        Decider decider = new Decider(CONFIG);
        int suggestions = 0;
        // When
        for (int tick = 0; tick < 8640; tick++) {
            suggestions += decide(decider, tick, noisy(a, random), noisy(b, random), noisy(c, random))
                    .outcome()
                    .suggestions()
                    .size();
        }
        // Then
        assertThat(suggestions).isZero();
    }

    @Test
    void aLastingRiseIsAnsweredWithinTheProof() {
        // Given
        Decider decider = new Decider(CONFIG);
        for (int tick = 0; tick < 100; tick++) {
            decide(decider, tick, 1, 0.5, 1);
        }
        // When
        int tick = 100;
        while (decide(decider, tick, 1.5, 0.5, 1).outcome().suggestions().isEmpty() && tick < 200) {
            tick++;
        }
        // Then the fifth reading of the rise
        assertThat(tick).isEqualTo(104);
    }

    @Test
    void aShortBurstIsNot() {
        // Given
        Decider decider = new Decider(CONFIG);
        int suggestions = 0;
        // When four readings in a row are high, every five minutes
        for (int tick = 0; tick < 8640; tick++) {
            suggestions += decide(decider, tick, tick % 30 < 4 ? 2 : 1, 0.5, 1)
                    .outcome()
                    .suggestions()
                    .size();
        }
        // Then
        assertThat(suggestions).isZero();
    }

    @Test
    void whatIsThereMostOfTheTimeIsAnsweredThoughNeverFiveTimesInARow() {
        // Given
        Decider decider = new Decider(CONFIG);
        int suggestions = 0;
        // When four readings of five are high
        for (int tick = 0; tick < 360; tick++) {
            suggestions += decide(decider, tick, tick % 5 < 4 ? 2 : 1, 0.5, 1)
                    .outcome()
                    .suggestions()
                    .size();
        }
        // Then
        assertThat(suggestions).isPositive();
    }

    private static double noisy(double pressure, Random random) {
        return pressure * (0.9 + 0.2 * random.nextDouble());
    }

    private static Decision decide(Decider decider, int tick, double a, double b, double c) {
        Instant now = START.plus(Duration.ofSeconds(10L * tick));
        Pictures pictures = new Pictures(now)
                .framework("a", policy(0, 10, 30), a * 10, 10)
                .framework("b", policy(0, 10, 30), b * 10, 10)
                .framework("c", policy(0, 10, 30), c * 10, 10);
        for (int i = 0; i < 10; i++) {
            pictures.nodes("a", "a" + i).nodes("b", "b" + i).nodes("c", "c" + i);
        }
        return decider.decide(decider.look(pictures.build(), now), NO_PAST);
    }
}
