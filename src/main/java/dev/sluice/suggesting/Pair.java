package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.planning.Suggestion;
import java.util.Optional;

/** Donor and taker; no donor is the reservoir. */
record Pair(Optional<FrameworkId> from, FrameworkId to) {

    static Pair of(Suggestion suggestion) {
        return new Pair(suggestion.from(), suggestion.to());
    }
}
