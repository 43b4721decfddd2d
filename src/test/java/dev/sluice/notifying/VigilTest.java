package dev.sluice.notifying;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VigilTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Condition ONE = new Condition("One", Map.of("node", "a"), "One.", "/nodes/a");

    private final Vigil vigil = new Vigil(Duration.ofSeconds(60));

    @Test
    void whatLastsIsToldWithItsBeginning() {
        assertThat(vigil.lasting(List.of(ONE), NOW)).isEmpty();
        assertThat(vigil.lasting(List.of(ONE), NOW.plusSeconds(59))).isEmpty();
        assertThat(vigil.lasting(List.of(ONE), NOW.plusSeconds(60)))
                .containsOnlyKeys(ONE.fingerprint())
                .hasEntrySatisfying(
                        ONE.fingerprint(), firing -> assertThat(firing.since()).isEqualTo(NOW));
    }

    @Test
    void whatPassesBeginsAnew() {
        vigil.lasting(List.of(ONE), NOW);
        vigil.lasting(List.of(), NOW.plusSeconds(30));
        vigil.lasting(List.of(ONE), NOW.plusSeconds(40));
        assertThat(vigil.lasting(List.of(ONE), NOW.plusSeconds(70))).isEmpty();
        assertThat(vigil.lasting(List.of(ONE), NOW.plusSeconds(100))).hasSize(1);
    }

    @Test
    void anotherReasonIsNoOtherCondition() {
        var reworded = new Condition("One", Map.of("node", "a"), "One, still.", "/nodes/a");
        assertThat(reworded.fingerprint()).isEqualTo(ONE.fingerprint());
        assertThat(new Condition("One", Map.of("node", "b"), "One.", "/").fingerprint())
                .isNotEqualTo(ONE.fingerprint());
        assertThat(new Condition("Two", Map.of("node", "a"), "One.", "/").fingerprint())
                .isNotEqualTo(ONE.fingerprint());
    }
}
