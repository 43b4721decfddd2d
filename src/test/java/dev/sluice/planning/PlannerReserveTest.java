package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.FrameworkState.Bars;
import dev.sluice.planning.Outlook.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is moved for work that is expected, and what keeps it from moving. */
class PlannerReserveTest {

    private static final FrameworkPolicy OPEN = policy(0, 3, 100);

    private final Pictures pictures = new Pictures(NOW);

    /** Ten nodes each; the first wants what the test says, the second two nodes' worth. */
    private Situation two(double need) {
        pictures.framework("spark", OPEN, need, 10).framework("yarn", OPEN, 2, 10);
        for (int i = 0; i < 10; i++) {
            pictures.nodes("spark", "s" + i).nodes("yarn", "y" + i);
        }
        return new Situation(pictures);
    }

    private static Outlook often(double need, double weight) {
        Samples samples = new Samples(1);
        samples.add(need, weight);
        return Outlook.of(samples, new Outlook.Tail(0, 1));
    }

    @Test
    void spareNodesGoWhereTheyAreExpectedToBeUsed() {
        // Given a framework that is idle now, and needs fifteen nodes in every third hour
        Situation situation = two(1).outlook("spark", often(15, 0.3)).outlook("yarn", often(4, 0.3));
        // When
        PlanningOutcome outcome = situation.plan();
        // Then
        assertThat(outcome.suggestions()).hasSize(1);
        assertThat(outcome.suggestions().getFirst().to()).isEqualTo(Pictures.id("spark"));
        assertThat(outcome.suggestions().getFirst().nodes()).hasSize(5);
    }

    @Test
    void notWhereTheyAreExpectedToBeUsedRarely() {
        assertThat(two(1).outlook("spark", often(15, 0.15)).plan().suggestions())
                .isEmpty();
    }

    @Test
    void notWhereTheDonorIsExpectedToUseThemAsMuch() {
        // Given
        Situation situation = two(1).outlook("spark", often(15, 0.5)).outlook("yarn", often(10, 0.4));
        // Then
        assertThat(situation.plan().suggestions()).isEmpty();
    }

    @Test
    void notForWhatLiesWithinTheTolerance() {
        assertThat(two(1).outlook("spark", often(11, 0.9)).plan().suggestions()).isEmpty();
    }

    @Test
    void aTakerTakesItsReserveAlong() {
        // Given twelve nodes' worth of work now, and eighteen expected
        Situation situation = two(12).outlook("spark", often(18, 0.3));
        // Then
        assertThat(situation.plan().suggestions().getFirst().nodes()).hasSize(8);
    }

    @Test
    void afterTakingAFrameworkMayTakeMore() {
        // Given
        Situation situation = two(12).coolDown("spark", Duration.ofMinutes(1), Bars.GIVING);
        // Then
        assertThat(situation.plan().suggestions()).hasSize(1);
    }

    @Test
    void afterGivingAFrameworkMayGiveMore() {
        // Given
        Situation situation = two(12).coolDown("yarn", Duration.ofMinutes(1), Bars.TAKING);
        // Then
        assertThat(situation.plan().suggestions()).hasSize(1);
    }

    @Test
    void afterTakingAFrameworkGivesNothing() {
        // Given
        Situation situation = two(12).coolDown("yarn", Duration.ofMinutes(1), Bars.GIVING);
        // Then
        assertThat(situation.plan().suggestions()).isEmpty();
    }

    @Test
    void afterGivingAFrameworkTakesNothing() {
        // Given
        Situation situation =
                two(12).outlook("spark", often(18, 0.5)).coolDown("spark", Duration.ofMinutes(1), Bars.TAKING);
        // Then
        assertThat(situation.plan().suggestions()).isEmpty();
    }

    @Test
    void aNodeThatHasMovedOftenStays() {
        // Given
        Situation situation = two(12);
        for (int i = 0; i < 10; i++) {
            situation.moved("y" + i, 6);
        }
        // When
        PlanningOutcome outcome = situation.plan();
        // Then
        assertThat(outcome.suggestions()).isEmpty();
        assertThat(outcome.whyNot())
                .extracting(w -> w.subject() + " " + w.rule())
                .contains("yarn CHURN");
    }

    @Test
    void aPairHasItsBudgetForAnHour() {
        // Given half of the fleet of 20 may go, and nine have gone
        Situation situation = two(15).lately("yarn", "spark", 9);
        // When
        PlanningOutcome outcome = situation.plan();
        // Then
        assertThat(outcome.suggestions().getFirst().nodes()).hasSize(1);
        assertThat(situation.lately("yarn", "spark", 10).plan().suggestions()).isEmpty();
    }
}
