package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.planning.FrameworkState.Bars;
import dev.sluice.planning.FrameworkState.Hold;
import dev.sluice.planning.Suggestion.Rule;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people want left alone for a while. Nothing is suggested for it; a move by hand is still possible. */
public interface Pauses {

    /** Those that are not over, oldest first. */
    Uni<List<Pause>> active();

    /**
     * Pauses a framework, or all of them, from now on; what is paused already gets the new end and reason.
     *
     * @param framework empty for all
     */
    Uni<Pause> pause(Optional<FrameworkId> framework, Duration length, String reason, String actor);

    /**
     * Ends a pause before its time.
     *
     * @param framework empty for the pause of all; pauses of single frameworks stay
     * @return false when there is none
     */
    Uni<Boolean> resume(Optional<FrameworkId> framework, String actor);

    /** @param framework empty for all */
    record Pause(Optional<FrameworkId> framework, String reason, String actor, Instant since, Instant until) {}

    /** What pauses hold in a plan. */
    static Map<FrameworkId, List<Hold>> holds(List<Pause> pauses, FleetPicture picture) {
        Map<FrameworkId, List<Hold>> holds = new HashMap<>();
        for (Pause pause : pauses) {
            Hold hold = new Hold(
                    pause.until(), "paused by " + pause.actor() + ", " + pause.reason(), Bars.BOTH, Rule.PAUSED);
            picture.frameworks().stream()
                    .map(f -> f.framework().id())
                    .filter(id -> pause.framework().map(id::equals).orElse(true))
                    .forEach(id ->
                            holds.computeIfAbsent(id, i -> new ArrayList<>()).add(hold));
        }
        return holds;
    }
}
