package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import java.util.List;
import java.util.Optional;

/**
 * What came of planning.
 *
 * @param suggestions at most one per pair, most pressed taker first
 * @param whyNot for each framework that takes part in none of them
 * @param weighed each pair that got as far as the gain gate, suggested or not
 * @param scarce whether more was wanted than there is
 */
public record PlanningOutcome(
        List<Suggestion> suggestions, List<Suggestion.WhyNot> whyNot, List<Weighed> weighed, boolean scarce) {

    /** What a pair's nodes weighed at the gain gate. */
    public record Weighed(Optional<FrameworkId> from, FrameworkId to, int count, Gain gain) {}

    public PlanningOutcome {
        suggestions = List.copyOf(suggestions);
        whyNot = List.copyOf(whyNot);
        weighed = List.copyOf(weighed);
    }
}
