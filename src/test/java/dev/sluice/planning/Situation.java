package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NODE;
import static dev.sluice.inventory.Pictures.NOW;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.FrameworkState.Bars;
import dev.sluice.planning.FrameworkState.Hold;
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
import java.util.Set;
import java.util.stream.Stream;

/** A picture turned into a planning input; what is seen now is also what was seen all along, unless a test says else. */
final class Situation {

    private final FleetPicture picture;
    private final Map<FrameworkId, OptionalDouble> sustained = new HashMap<>();
    private final Map<FrameworkId, OptionalDouble> throughout = new HashMap<>();
    private final Map<FrameworkId, OptionalDouble> peaks = new HashMap<>();
    private final Map<FrameworkId, List<Hold>> holds = new HashMap<>();
    private final Map<FrameworkId, Outlook> outlooks = new HashMap<>();
    private final Map<NodeId, Integer> moves = new HashMap<>();
    private final Map<Pair, Integer> hourly = new HashMap<>();
    private final Map<Pair, Set<NodeId>> offered = new HashMap<>();
    private final List<Flight> flights = new ArrayList<>();

    Situation(Pictures pictures) {
        this.picture = pictures.build();
    }

    Situation sustained(String id, OptionalDouble need) {
        sustained.put(Pictures.id(id), need);
        return this;
    }

    /** What was needed in every reading of the lasting window; otherwise there is no such window yet. */
    Situation throughout(String id, double need) {
        throughout.put(Pictures.id(id), OptionalDouble.of(need));
        return this;
    }

    Situation peak(String id, OptionalDouble need) {
        peaks.put(Pictures.id(id), need);
        return this;
    }

    Situation coolDown(String id, Duration left) {
        return coolDown(id, left, Bars.BOTH);
    }

    Situation coolDown(String id, Duration left, Bars bars) {
        holds.put(
                Pictures.id(id),
                List.of(new Hold(NOW.plus(left), "it took nodes in op-7", bars, Suggestion.Rule.COOL_DOWN)));
        return this;
    }

    Situation outlook(String id, Outlook outlook) {
        outlooks.put(Pictures.id(id), outlook);
        return this;
    }

    Situation moved(String node, int times) {
        moves.put(new NodeId(node), times);
        return this;
    }

    Situation lately(String from, String to, int nodes) {
        hourly.put(new Pair(Optional.of(Pictures.id(from)), Pictures.id(to)), nodes);
        return this;
    }

    Situation offered(String from, String to, String... nodes) {
        return offered(
                Optional.of(Pictures.id(from)),
                to,
                Stream.of(nodes).map(NodeId::new).toList());
    }

    Situation offered(Optional<FrameworkId> from, String to, List<NodeId> nodes) {
        offered.put(new Pair(from, Pictures.id(to)), Set.copyOf(nodes));
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
        return new PlanningInput(NOW, picture, states, flights, moves, Map.of(), hourly, offered);
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
                new Needs(
                        sustained.getOrDefault(id, score.need()),
                        OptionalDouble.empty(),
                        throughout.getOrDefault(id, OptionalDouble.empty()),
                        peaks.getOrDefault(id, score.need()),
                        outlooks.getOrDefault(id, Outlook.NONE)),
                holds.getOrDefault(id, List.of()));
    }
}
