package dev.sluice.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.store.Series.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {

    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 60})
    void holdsTheHotHourAndNotMuchMore(int seconds) {
        // Given
        Series.Budget budget = new Series.Budget(1000);
        Series series = new Series("", budget, HOUR);
        int step = seconds * 1000;

        // When: five hours
        for (long ms = step; ms <= 5 * HOUR; ms += step) {
            assertThat(series.append(ms, ms, 0, ms)).isEqualTo(Outcome.STORED);
        }

        // Then: all of the last hour, in order, and at most one chunk and a half more
        Samples samples = new Samples();
        series.copy(0, samples);
        assertThat(samples.ms(samples.size() - 1)).isEqualTo(5 * HOUR);
        assertThat(samples.ms(0)).isLessThanOrEqualTo(4 * HOUR + 2L * step);
        for (int i = 1; i < samples.size(); i++) {
            assertThat(samples.ms(i) - samples.ms(i - 1)).isEqualTo(step);
        }
        assertThat(samples.size()).isLessThan((int) (HOUR / step) + 3 * Chunk.CAPACITY);
        assertThat(budget.used()).isLessThan(3600 / Chunk.CAPACITY + 2);
    }

    @Test
    void withoutBudgetItReusesItsOldest() {
        Series.Budget budget = new Series.Budget(0);
        Series series = new Series("", budget, HOUR);
        for (long ms = 1; ms <= 10_000; ms++) {
            assertThat(series.append(ms, ms, 0, ms)).isEqualTo(Outcome.STORED);
        }
        Samples samples = new Samples();
        series.copy(0, samples);
        assertThat(samples.ms(samples.size() - 1)).isEqualTo(10_000);
        assertThat(samples.size()).isBetween(Chunk.CAPACITY, 2 * Chunk.CAPACITY);
        assertThat(budget.used()).isZero();
    }

    @Test
    void aSlowerRateGivesBlocksBack() {
        Series.Budget budget = new Series.Budget(1000);
        Series series = new Series("", budget, HOUR);
        long ms = 0;
        for (int i = 0; i < 3600; i++) {
            ms += 1000;
            series.append(ms, ms, 0, ms);
        }
        long wide = budget.used();
        for (int i = 0; i < 600; i++) {
            ms += 60_000;
            series.append(ms, ms, 0, ms);
        }
        assertThat(budget.used()).isLessThan(wide / 4);
        series.forget();
        assertThat(budget.used()).isZero();
    }

    @Test
    void readersSeeWholeSamplesWhileOthersWrite() throws Exception {
        // Given: values equal to their times
        Series series = new Series("", new Series.Budget(10), HOUR);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                writers.add(threads.submit(() -> {
                    for (long ms = 1; ms <= 50_000; ms++) {
                        series.append(ms, Double.doubleToRawLongBits(ms), 0, ms);
                    }
                }));
            }

            // When, Then
            Samples samples = new Samples();
            for (int round = 0; round < 1000; round++) {
                samples.clear();
                series.copy(0, samples);
                for (int i = 0; i < samples.size(); i++) {
                    assertThat(samples.value(i)).isEqualTo(samples.ms(i));
                    assertThat(i == 0 || samples.ms(i) > samples.ms(i - 1)).isTrue();
                }
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(series.newestMs()).isEqualTo(50_000);
    }

    @Test
    void aFastClockDoesNotHideSilence() {
        Series series = new Series("", new Series.Budget(0), HOUR);
        series.append(1_000_000, 0, 0, 400_000);
        assertThat(series.newestMs()).isEqualTo(400_000);
    }
}
