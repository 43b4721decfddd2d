package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {

    @Test
    void readsARealLine() {
        // Given: of a sleep(1)
        String line = "23216 (sleep) S 23156 23216 23216 0 -1 4194304 96 0 0 0 3 4 0 0 20 0 1 0 311622 2584576 352 "
                + "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";

        // When // Then
        assertThat(ProcStat.parse(line)).hasValue(new ProcStat(23216, 'S', 23156, 3, 4, 311622));
    }

    @Test
    void aNameMayHoldSpacesAndBrackets() {
        assertThat(ProcStat.parse("7 (a) S (b c) Z 1 0 0 0 0 0 0 0 0 0 1 2 0 0 0 0 0 0 9"))
                .hasValueSatisfying(stat -> {
                    assertThat(stat.state()).isEqualTo('Z');
                    assertThat(stat.alive()).isFalse();
                    assertThat(stat.startTicks()).isEqualTo(9);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "7", "7 (x", "7 (x)", "7 (x) S", "x (x) S 1", "7 (x) S 1 0 0 0 0 0 0 0 0 0 a b 0 0 0 0 0 0 9"
            })
    void leavesOutWhatIsNotOfThisForm(String line) {
        assertThat(ProcStat.parse(line)).isEmpty();
    }
}
