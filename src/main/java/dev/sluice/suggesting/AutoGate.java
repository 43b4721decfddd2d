package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.Suggestions.Offer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When an offer may be carried out without a person: both ends are automatic, it has been found valid twice, each time a
 * while after the last, and not too much of the fleet is unhealthy.
 */
final class AutoGate {

    private static final int PASSES = 2;

    private final PlanningConfig config;
    private final Decider decider;
    private final Map<String, Progress> progress = new HashMap<>();

    private record Progress(int passes, Instant next) {}

    AutoGate(PlanningConfig config, Decider decider) {
        this.config = config;
        this.decider = decider;
    }

    static boolean automatic(Suggestion suggestion, FleetPicture picture) {
        return auto(suggestion.to(), picture)
                && suggestion.from().map(from -> auto(from, picture)).orElse(true);
    }

    private static boolean auto(FrameworkId id, FleetPicture picture) {
        return picture.framework(id)
                .filter(f -> f.framework().policy().mode() == Mode.AUTO)
                .isPresent();
    }

    /** Forgets offers that are no longer open. */
    void keepOnly(List<Offer> open) {
        progress.keySet().retainAll(open.stream().map(Offer::id).toList());
    }

    /** Takes one look at an automatic offer; true when it may be carried out now. */
    boolean pass(Offer offer, Decider.Decision decision) {
        Instant now = decision.look().at();
        Progress before = progress.computeIfAbsent(
                offer.id(), id -> new Progress(0, offer.createdAt().plus(config.revalidateAfter())));
        if (now.isBefore(before.next())) {
            return false;
        }
        boolean valid = decider.objection(offer.suggestion(), decision).isEmpty()
                && breaker(offer.suggestion(), decision.look().picture()).isEmpty();
        int passes = valid ? before.passes() + 1 : 0;
        progress.put(offer.id(), new Progress(passes, now.plus(config.revalidateAfter())));
        return passes >= PASSES;
    }

    /** Why nothing may happen by itself now; empty when it may. */
    static Optional<String> breaker(Suggestion suggestion, FleetPicture picture) {
        return Stream.concat(suggestion.from().stream(), Stream.of(suggestion.to()))
                .flatMap(id -> Breaker.of(id, picture).stream())
                .findFirst()
                .or(() -> Breaker.ofFleet(picture));
    }
}
