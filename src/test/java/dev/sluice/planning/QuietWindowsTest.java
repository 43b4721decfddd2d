package dev.sluice.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.FrameworkId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietWindowsTest {

    private static final FrameworkId YARN = new FrameworkId("yarn");
    private static final FrameworkId SPARK = new FrameworkId("spark");

    private record Window(String cron, Duration duration, ZoneId zone, Optional<List<String>> frameworks)
            implements PlanningConfig.Window {}

    private static Window window(String cron, String duration, String zone, String... frameworks) {
        return new Window(
                cron,
                Duration.parse(duration),
                ZoneId.of(zone),
                frameworks.length == 0 ? Optional.empty() : Optional.of(List.of(frameworks)));
    }

    @ParameterizedTest
    @CsvSource({
        // the last point at or before Wednesday 2026-03-04 12:34:56
        "0 22 * * 1-5, 2026-03-03T22:00:00Z",
        "*/15 * * * *, 2026-03-04T12:30:00Z",
        "0 6 1 * *, 2026-03-01T06:00:00Z",
        "30 12 4 3 *, 2026-03-04T12:30:00Z",
        "0 0 * * 7, 2026-03-01T00:00:00Z",
        "0 0 1 * 2, 2026-03-03T00:00:00Z",
        "5/20 12 * * *, 2026-03-04T12:25:00Z",
    })
    void findsTheLastPoint(String cron, String expected) {
        // Given
        ZonedDateTime now = ZonedDateTime.parse("2026-03-04T12:34:56Z[UTC]");
        // Then
        assertThat(new Cron(cron).last(now.minusDays(60), now).map(ZonedDateTime::toInstant))
                .hasValue(Instant.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 22 * *|must have five fields",
                "60 * * * *|its minute '60' must be a number from 0 to 59",
                "0 5-2 * * *|its hour '2' must be a number from 5 to 23",
                "0 0 0 * *|its day of month '0' must be a number from 1 to 31",
                "0 0 * jan *|its month 'jan' must be a number from 1 to 12",
                "*/0 * * * *|its minute '0' must be a number from 1 to 59",
            })
    void refusesWhatIsNoCron(String cron, String rule) {
        assertThatThrownBy(() -> new Cron(cron)).hasMessageContaining(cron).hasMessageContaining(rule);
    }

    @Test
    void holdsWhatItCoversWhileItIsOpen() {
        // Given ten at night to six in the morning in Berlin, where it is an hour later in winter
        QuietWindows windows = QuietWindows.of(Map.of("nights", window("0 22 * * *", "PT8H", "Europe/Berlin", "yarn")));
        // Then
        assertThat(windows.hold(YARN, Instant.parse("2026-01-10T20:59:59Z"))).isEmpty();
        assertThat(windows.hold(YARN, Instant.parse("2026-01-10T21:00:00Z")))
                .hasValueSatisfying(h -> assertThat(h.until()).isEqualTo(Instant.parse("2026-01-11T05:00:00Z")));
        assertThat(windows.hold(YARN, Instant.parse("2026-01-11T05:00:00Z"))).isEmpty();
        assertThat(windows.hold(SPARK, Instant.parse("2026-01-10T23:00:00Z"))).isEmpty();
        // And in summer two
        assertThat(windows.hold(YARN, Instant.parse("2026-07-10T20:00:00Z"))).isPresent();
    }

    @Test
    void refusesWindowsThatOverlap() {
        // Given
        Map<String, PlanningConfig.Window> both = Map.of(
                "nights", window("0 22 * * *", "PT8H", "UTC"),
                "monthly", window("0 5 1 * *", "PT2H", "UTC", "yarn"));
        // Then
        assertThatThrownBy(() -> QuietWindows.of(both))
                .hasMessageStartingWith("sluice.planning.windows.monthly and .nights overlap, for example at ");
    }

    @Test
    void windowsOfDifferentFrameworksMayOverlap() {
        assertThat(QuietWindows.of(Map.of(
                        "a", window("0 22 * * *", "PT8H", "UTC", "spark"),
                        "b", window("0 23 * * *", "PT2H", "UTC", "yarn"))))
                .isNotNull();
    }
}
