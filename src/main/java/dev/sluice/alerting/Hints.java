package dev.sluice.alerting;

import dev.sluice.deciding.Past.Floor;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.planning.FrameworkState.Bars;
import dev.sluice.planning.FrameworkState.Hold;
import dev.sluice.planning.Suggestion.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What alerts hint at now, for a plan.
 *
 * @param inEffect one for each policy and framework
 * @param storm while so much fires that nothing may be done by itself
 */
public record Hints(List<Hint> inEffect, Optional<Storm> storm) {

    public static final Hints NONE = new Hints(List.of(), Optional.empty());

    public Hints {
        inEffect = List.copyOf(inEffect);
    }

    /** What keeps frameworks from giving or taking: one that should have more gives none, one that is frozen does neither. */
    public Map<FrameworkId, List<Hold>> holds() {
        Map<FrameworkId, List<Hold>> holds = new HashMap<>();
        for (Hint hint : inEffect) {
            Bars bars =
                    switch (hint.action()) {
                        case RAISE, HOLD -> Bars.GIVING;
                        case FREEZE -> Bars.BOTH;
                    };
            holds.computeIfAbsent(hint.framework(), f -> new ArrayList<>())
                    .add(new Hold(hint.until(), "alerts of policy " + hint.policy() + " fire", bars, Rule.ALERT));
        }
        return holds;
    }

    /** The largest target for each framework that should have more nodes; targets do not add up. */
    public Map<FrameworkId, Floor> floors() {
        Map<FrameworkId, Floor> floors = new HashMap<>();
        for (Hint hint : inEffect) {
            hint.nodes()
                    .ifPresent(nodes -> floors.merge(
                            hint.framework(),
                            new Floor(nodes, "alerts of policy " + hint.policy() + " ask for " + nodes + " nodes"),
                            (a, b) -> a.nodes() >= b.nodes() ? a : b));
        }
        return floors;
    }
}
