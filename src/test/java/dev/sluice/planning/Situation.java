package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NODE;
import static dev.sluice.inventory.Pictures.NOW;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.FrameworkState.CoolDown;
import dev.sluice.pressure.Score;
import dev.sluice.pressure.Scoring;
import dev.sluice.pressure.ScoringInput;
import dev.sluice.pressure.ScoringRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A picture turned into a planning input; what is seen now is also what was seen all along, unless a test says else. */
final class Situation {

    private final FleetPicture picture;
    private final Map<FrameworkId, OptionalDouble> sustained = new HashMap<>();
    private final Map<FrameworkId, OptionalDouble> peaks = new HashMap<>();
    private final Map<FrameworkId, CoolDown> coolDowns = new HashMap<>();
    private final List<Flight> flights = new ArrayList<>();

    Situation(Pictures pictures) {
        this.picture = pictures.build();
    }

    Situation sustained(String id, OptionalDouble need) {
        sustained.put(Pictures.id(id), need);
        return this;
    }

    Situation peak(String id, OptionalDouble need) {
        peaks.put(Pictures.id(id), need);
        return this;
    }

    Situation coolDown(String id, Duration left) {
        coolDowns.put(Pictures.id(id), new CoolDown(NOW.plus(left), "it took nodes in op-7"));
        return this;
    }

    Situation flight(Flight flight) {
        flights.add(flight);
        return this;
    }

    FleetPicture picture() {
        return picture;
    }

    PlanningInput input() {
        List<FrameworkState> states =
                picture.frameworks().stream().map(this::state).toList();
        return new PlanningInput(NOW, picture, states, flights, Map.of(), Map.of());
    }

    PlanningOutcome plan() {
        return Planner.plan(input(), PlanningRules.DEFAULTS);
    }

    private FrameworkState state(FrameworkPicture framework) {
        FrameworkId id = framework.framework().id();
        Score score = Scoring.score(
                new ScoringInput(framework, picture.ownedBy(id), picture.strangers(id), NODE, Map.of(), NOW),
                ScoringRules.DEFAULTS);
        return new FrameworkState(
                framework.framework(),
                score,
                sustained.getOrDefault(id, score.need()),
                peaks.getOrDefault(id, score.need()),
                Optional.ofNullable(coolDowns.get(id)));
    }
}
