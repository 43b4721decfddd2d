package dev.sluice.suggesting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.planning.PlanningOutcome;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import dev.sluice.suggesting.Suggestions.Offer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void everyKindAndEveryRuleIsThereFromTheStart() {
        assertThat(tally.decisions())
                .containsOnlyKeys("OPENED", "APPROVED", "REJECTED", "EXPIRED", "SUPERSEDED")
                .allSatisfy((kind, count) -> assertThat(count).isZero());
        assertThat(tally.vetoes()).containsOnlyKeys(Rule.values()).allSatisfy((rule, count) -> assertThat(count)
                .isZero());
    }

    @Test
    void eachPlanCountsWhatItLeftOut() {
        // Given
        var outcome = new PlanningOutcome(
                List.of(), List.of(new WhyNot("yarn", Rule.AT_GUARANTEE, "It has no more to give.")), List.of(), false);

        // When
        tally.planned(outcome);
        tally.planned(outcome);
        tally.opened(2);
        tally.ended(Offer.State.APPROVED);

        // Then
        assertThat(tally.plans()).isEqualTo(2);
        assertThat(tally.vetoes()).containsEntry(Rule.AT_GUARANTEE, 2L);
        assertThat(tally.decisions()).containsEntry("OPENED", 2L).containsEntry("APPROVED", 1L);
    }
}
