package dev.sluice.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.planning.Outlook.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OutlookTest {

    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void usesAreChancesThatMoreIsWanted() {
        // Given
        Samples samples = new Samples(0);
        samples.add(4, 0.5);
        samples.add(2.25, 0.25);
        // When
        Outlook outlook = Outlook.of(samples, new Outlook.Tail(0, 1));
        // Then
        assertThat(outlook.use(0)).isEqualTo(0.75, EXACT);
        assertThat(outlook.use(2)).isEqualTo(0.5 + 0.25 * 0.25, EXACT);
        assertThat(outlook.use(3)).isEqualTo(0.5, EXACT);
        assertThat(outlook.use(4)).isZero();
    }

    @Test
    void beyondAllThatWasItDecays() {
        // Given
        Samples samples = new Samples(1);
        samples.add(10, 0.5);
        // When
        Outlook outlook = Outlook.of(samples, new Outlook.Tail(0.1, 5));
        // Then
        assertThat(outlook.use(9)).isEqualTo(0.6, EXACT);
        assertThat(outlook.use(10)).isEqualTo(0.1, EXACT);
        assertThat(outlook.use(15)).isEqualTo(0.1 / Math.E, EXACT);
    }

    @Test
    void usesNeverGrowWithTheNodes() {
        // Given
        Random random = new Random(7);
        NeedHistory history = new NeedHistory(OutlookRules.DEFAULTS);
        for (int slot = 0; slot < 500; slot++) {
            history.add(MONDAY.plus(NeedHistory.SLOT.multipliedBy(slot)), 100 * random.nextDouble());
        }
        // When
        Outlook outlook = history.outlook(MONDAY.plus(NeedHistory.SLOT.multipliedBy(500)), 55.5);
        // Then
        double before = 1 + 1e-9;
        for (int nodes = 0; nodes < 150; nodes++) {
            assertThat(outlook.use(nodes)).as("of node %d", nodes).isBetween(0.0, before);
            before = outlook.use(nodes) + 1e-12;
        }
    }

    @Test
    void whatComesEveryDayIsExpected() {
        // Given three days with ten nodes' worth of work, and forty from 8 to 9 o'clock
        NeedHistory history = new NeedHistory(OutlookRules.DEFAULTS);
        for (int slot = 0; slot < 3 * 288; slot++) {
            boolean morning = slot % 288 >= 96 && slot % 288 < 108;
            history.add(MONDAY.plus(NeedHistory.SLOT.multipliedBy(slot)), morning ? 40 : 10);
        }
        Instant fourthDay = MONDAY.plus(Duration.ofDays(3));
        // When
        double beforeMorning =
                history.outlook(fourthDay.plus(Duration.ofHours(8)), 10).use(30);
        double atNoon =
                history.outlook(fourthDay.plus(Duration.ofHours(12)), 10).use(30);
        // Then the rhythm counts a fifth, and the memory of all hours little
        assertThat(beforeMorning - atNoon).isEqualTo(OutlookRules.DEFAULTS.rhythm(), within(0.01));
        assertThat(atNoon).isLessThan(0.1);
    }

    @Test
    void forgetsWhatIsTooOld() {
        // Given
        NeedHistory history = new NeedHistory(OutlookRules.DEFAULTS);
        history.add(MONDAY, 50);
        // When
        history.add(MONDAY.plus(Duration.ofDays(8)), 1);
        // Then
        assertThat(history.slots()).containsOnlyKeys(MONDAY.plus(Duration.ofDays(8)));
    }

    @Test
    void aSlotKeepsItsLargestNeed() {
        // Given
        NeedHistory history = new NeedHistory(OutlookRules.DEFAULTS);
        // When
        history.add(MONDAY.plusSeconds(10), 3);
        history.add(MONDAY.plusSeconds(20), 5);
        history.add(MONDAY.plusSeconds(299), 4);
        // Then
        assertThat(history.slots()).containsOnly(Map.entry(MONDAY, 5.0));
    }
}
