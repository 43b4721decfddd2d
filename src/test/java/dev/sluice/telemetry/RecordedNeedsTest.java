package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.RollUp.Step;
import dev.sluice.telemetry.RollUps.Mean;
import dev.sluice.trace.Trace;
import dev.sluice.trace.TraceReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was recorded becomes a trace that replay can read. */
class RecordedNeedsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void isATraceWithoutAGap() {
        // Given a minute that nobody recorded, and a framework that came later
        List<Mean> kept = List.of(
                mean("spark", 0, 2.5),
                mean("spark", 1, 3),
                mean("yarn", 1, 1),
                mean("spark", 3, 4),
                mean("yarn", 3, 2));

        // When
        RecordedNeeds needs = RecordedNeeds.of(kept, Step.MINUTE);
        Trace trace = TraceReader.read("history", needs.csv());

        // Then
        assertThat(trace.step()).isEqualTo(60);
        assertThat(trace.start()).isEqualTo(START.getEpochSecond());
        assertThat(trace.demand()).isEqualTo(new double[][] {{2.5, 0}, {3, 1}, {3, 1}, {4, 2}});
        assertThat(needs.says())
                .isEqualTo(
                        "4 rows of 60 s from 2026-01-01T00:00:00Z; 2 of 8 figures were not recorded and repeat the one"
                                + " before");
    }

    @Test
    void isEmptyWhereNothingWasRecorded() {
        assertThat(RecordedNeeds.of(List.of(), Step.MINUTE).needs()).isEmpty();
    }

    @Test
    void takesTensOfMinutesForMoreThanADay() {
        assertThat(RecordedNeeds.step(Duration.ofHours(24))).isEqualTo(Step.MINUTE);
        assertThat(RecordedNeeds.step(Duration.ofDays(7))).isEqualTo(Step.TEN_MINUTES);
    }

    private static Mean mean(String framework, int minute, double value) {
        return new Mean(framework, START.plusSeconds(60L * minute), value);
    }
}
