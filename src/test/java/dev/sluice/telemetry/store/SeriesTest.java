package dev.sluice.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.store.Series.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {

    private static final long HOUR = 3_600_000;
    private static final long START = 1_767_225_600_000L;

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 60})
    void holdsTheHotHourAndNotMuchMore(int seconds) {
        // Given
        Blocks blocks = new Blocks(4, 1000);
        Series series = new Series("", blocks);
        int step = seconds * 1000;

        // When: five hours
        for (long ms = step; ms <= 5 * HOUR; ms += step) {
            assertThat(append(series, ms, ms)).isEqualTo(Outcome.STORED);
        }

        // Then: all of the last hour, in order, and at most two blocks more
        Samples samples = samples(series);
        assertThat(samples.ms(samples.size() - 1)).isEqualTo(5 * HOUR);
        assertThat(samples.ms(0)).isLessThanOrEqualTo(4 * HOUR + 2L * step);
        for (int i = 1; i < samples.size(); i++) {
            assertThat(samples.ms(i) - samples.ms(i - 1)).isEqualTo(step);
        }
        assertThat(samples.size()).isLessThan((int) (HOUR / step) + 2 * 256);
        assertThat(blocks.used()).isLessThan(30);
    }

    @Test
    void everyBitComesBack() {
        // Given: what counters and gauges hold, each of its own kind, and every kind after every other
        SplittableRandom random = new SplittableRandom(7);
        List<LongUnaryOperator> kinds = List.of(
                i -> bits(i * 150 / 100.0),
                i -> bits(25_000_000_000L + 4096L * random.nextInt(1 << 20)),
                i -> bits(random.nextInt(1_000_000) / 1e6),
                i -> bits(i * 1e9 + random.nextLong(1L << 40)),
                i -> random.nextLong() & ~(1L << 62),
                i -> bits(random.nextDouble()),
                i -> bits(i % 7 == 0 ? -0.0 : -i),
                i -> i % 5 == 0 ? Samples.STALE_BITS : bits(42),
                i -> bits((i & 1) == 0 ? 9e15 : -9e15),
                i -> bits((i & 1) == 0 ? 1e-15 : 1e300),
                i -> bits(0.1 + 0.2),
                i -> bits(i));
        List<Long> times = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        Series series = new Series("", new Blocks(4, 100_000));
        long ms = START;
        for (int i = 0; i < 3000; i++) {
            ms += i % 500 == 499 ? HOUR * 24 * 40 : i % 50 == 0 ? 1 + random.nextInt(100_000) : 15_000;
            times.add(ms);
            values.add(
                    kinds.get(i < 1200 ? i / 100 : random.nextInt(kinds.size())).applyAsLong(i));
        }

        // When: the pool is large, but a series reuses its oldest blocks beyond its own bound
        for (int i = 0; i < times.size(); i++) {
            assertThat(series.append(times.get(i), values.get(i), 0, times.get(i), 0))
                    .isEqualTo(Outcome.STORED);
        }

        // Then
        Samples samples = samples(series);
        assertThat(samples.size()).isGreaterThan(900);
        int first = times.size() - samples.size();
        for (int i = 0; i < samples.size(); i++) {
            assertThat(samples.ms(i)).isEqualTo(times.get(first + i));
            assertThat(Double.doubleToRawLongBits(samples.value(i))).isEqualTo(values.get(first + i));
        }
    }

    @Test
    void readsFromAnyTimeOn() {
        Series series = new Series("", new Blocks(4, 100));
        for (int i = 0; i < 500; i++) {
            series.append(START + i * 15_000L, bits(i * 37 % 100), 0, START, 0);
        }
        for (int from = 0; from < 500; from += 7) {
            Samples samples = new Samples();
            series.copy(START + from * 15_000L, samples);
            assertThat(samples.size()).isEqualTo(500 - from);
            assertThat(samples.value(0)).isEqualTo(from * 37 % 100);
        }
    }

    @Test
    void withoutSpareBlocksItReusesItsOldest() {
        Blocks blocks = new Blocks(4, 0);
        Series series = new Series("", blocks);
        for (long ms = 1; ms <= 10_000; ms++) {
            assertThat(append(series, ms, ms * ms % 1000)).isEqualTo(Outcome.STORED);
        }
        Samples samples = samples(series);
        assertThat(samples.ms(samples.size() - 1)).isEqualTo(10_000);
        assertThat(samples.size()).isBetween(60, 300);
        assertThat(blocks.used()).isEqualTo(4);
    }

    @Test
    void aSlowerRateGivesBlocksBackAndForgettingGivesAll() {
        Blocks blocks = new Blocks(4, 1000);
        Series series = new Series("", blocks);
        long ms = START;
        for (int i = 0; i < 3600; i++) {
            ms += 1000;
            append(series, ms, i * 31 % 997);
        }
        int wide = blocks.used();
        for (int i = 0; i < 600; i++) {
            ms += 60_000;
            append(series, ms, i * 31 % 997);
        }
        assertThat(blocks.used()).isLessThan(wide / 4);
        series.forget();
        assertThat(blocks.used()).isZero();

        // And what a batch still holds takes no room any more
        assertThat(append(series, ms + 1, 1)).isEqualTo(Outcome.OLDER);
        assertThat(blocks.used()).isZero();
        assertThat(samples(series).size()).isZero();
    }

    @Test
    void readersSeeWholeSamplesWhileOthersWrite() throws Exception {
        // Given: values equal to their times
        Series series = new Series("", new Blocks(4, 10));
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                writers.add(threads.submit(() -> {
                    for (long ms = 1; ms <= 50_000; ms++) {
                        append(series, ms, ms);
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
        Series series = new Series("", new Blocks(4, 0));
        series.append(1_000_000, 0, 0, 400_000, 0);
        assertThat(series.newestMs()).isEqualTo(400_000);
    }

    private static Outcome append(Series series, long ms, double value) {
        return series.append(ms, bits(value), 0, ms, ms - HOUR);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static Samples samples(Series series) {
        Samples samples = new Samples();
        series.copy(0, samples);
        return samples;
    }
}
