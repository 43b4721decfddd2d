package dev.sluice.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    @Test
    void comparesNumbersAsNumbers() {
        // Given
        var names = List.of("node-10", "node-9", "node-09b", "r2.gpu-1", "r10.gpu-1", "node", "node-9", "a");

        // Then
        assertThat(names.stream().sorted(NaturalOrder.INSTANCE))
                .containsExactly("a", "node", "node-9", "node-9", "node-09b", "node-10", "r2.gpu-1", "r10.gpu-1");
    }

    @Test
    void tellsNamesApartThatDifferInZerosOnly() {
        assertThat(NaturalOrder.INSTANCE.compare("n01", "n1")).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare("n1", "n1")).isZero();
    }

    @Test
    void hasNoLimitForNumbers() {
        assertThat(NaturalOrder.INSTANCE.compare("n99999999999999999999", "n100000000000000000000"))
                .isNegative();
    }
}
