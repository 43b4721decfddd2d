package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import java.util.Optional;

/** Donor and taker; no donor is the reservoir. */
public record Pair(Optional<FrameworkId> from, FrameworkId to) {

    public static Pair of(Suggestion suggestion) {
        return new Pair(suggestion.from(), suggestion.to());
    }
}
