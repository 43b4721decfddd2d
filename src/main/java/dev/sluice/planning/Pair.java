package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import java.util.Optional;

/** Donor and taker; no donor is the reservoir. */
public record Pair(Optional<FrameworkId> from, FrameworkId to) {

    public static Pair of(Suggestion suggestion) {
        return new Pair(suggestion.from(), suggestion.to());
    }

    /** Whether the framework is one of the two. */
    public boolean isPart(FrameworkId framework) {
        return to.equals(framework) || from.filter(framework::equals).isPresent();
    }
}
