package dev.sluice.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.bench.RecordedHour;
import dev.sluice.telemetry.bench.RecordedHour.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an hour at 15 s of a real node_exporter, on a machine at work, takes. */
class HotHourTest {

    private static final long START = 1_767_225_600_000L;

    private final RecordedHour hour = RecordedHour.read();

    @Test
    void aSeriesOfTheRecordedHourTakesLittle() {
        // Given
        Blocks blocks = new Blocks(4L * hour.series().size(), 100_000);
        assertThat(hour.pages()).isGreaterThanOrEqualTo(240);
        assertThat(hour.series()).hasSizeGreaterThan(500);

        // When
        List<Series> stored =
                hour.series().stream().map(recorded -> stored(recorded, blocks)).toList();

        // Then: every bit is there
        for (int s = 0; s < stored.size(); s++) {
            Samples samples = new Samples();
            stored.get(s).copy(0, samples);
            assertThat(samples.size()).isEqualTo(240);
            for (int i = 0; i < samples.size(); i++) {
                assertThat(samples.ms(i)).isEqualTo(START + i * 15_000L);
                assertThat(samples.value(i)).isEqualTo(hour.series().get(s).values()[i]);
            }
        }
        // And: blocks with all that is unused in them, and the series' own objects
        double blockBytes = (double) blocks.used() * Blocks.BYTES;
        assertThat(blockBytes / stored.size() / 240).as("bytes for each sample").isLessThan(1.4);
        assertThat(blockBytes / stored.size() + Series.BYTES)
                .as("bytes for each series")
                .isLessThan(600);
    }

    private Series stored(Recorded recorded, Blocks blocks) {
        Series series = new Series("", blocks);
        for (int i = 0; i < 240; i++) {
            long ms = START + i * 15_000L;
            series.append(ms, Double.doubleToRawLongBits(recorded.values()[i]), 0, ms, 0);
        }
        return series;
    }
}
