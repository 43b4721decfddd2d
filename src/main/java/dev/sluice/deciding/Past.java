package dev.sluice.deciding;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.planning.Flight;
import dev.sluice.planning.FrameworkState.Bars;
import dev.sluice.planning.FrameworkState.Hold;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What running and past operations mean for a plan.
 *
 * @param flights nodes under way
 * @param holds by framework
 * @param moves by node, in the last day; absent means none
 * @param failures by node, in the last day; absent means none
 * @param hourly nodes that moved from one framework to another in the last hour; absent means none
 * @param floors nodes that somebody asks for, by framework; absent means none
 * @param offered nodes that are on offer, by donor and taker; absent means none
 */
public record Past(
        List<Flight> flights,
        Map<FrameworkId, List<Hold>> holds,
        Map<NodeId, Integer> moves,
        Map<NodeId, Integer> failures,
        Map<Pair, Integer> hourly,
        Map<FrameworkId, Floor> floors,
        Map<Pair, Set<NodeId>> offered) {

    /**
     * Nodes that a framework should have for work that its metrics need not show in full.
     *
     * @param why for people: {@code alerts of policy late ask for 5 nodes}
     */
    public record Floor(int nodes, String why) {}

    public static final Past NOTHING = of(List.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public Past {
        flights = List.copyOf(flights);
        holds = Map.copyOf(holds);
        moves = Map.copyOf(moves);
        failures = Map.copyOf(failures);
        hourly = Map.copyOf(hourly);
        floors = Map.copyOf(floors);
        offered = Map.copyOf(offered);
    }

    /** With nothing asked for and nothing on offer. */
    public static Past of(
            List<Flight> flights,
            Map<FrameworkId, List<Hold>> holds,
            Map<NodeId, Integer> moves,
            Map<NodeId, Integer> failures,
            Map<Pair, Integer> hourly) {
        return new Past(flights, holds, moves, failures, hourly, Map.of(), Map.of());
    }

    /** The same, and one framework, or every one, held by somebody. */
    public Past with(Map<FrameworkId, List<Hold>> more) {
        Map<FrameworkId, List<Hold>> all = new HashMap<>(holds);
        more.forEach((id, added) -> all.merge(
                id, added, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
        return new Past(flights, all, moves, failures, hourly, floors, offered);
    }

    /** The same, and some frameworks asked for more nodes. */
    public Past withFloors(Map<FrameworkId, Floor> asked) {
        return new Past(flights, holds, moves, failures, hourly, asked, offered);
    }

    /** The same, and these nodes on offer. */
    public Past withOffered(Map<Pair, Set<NodeId>> nodes) {
        return new Past(flights, holds, moves, failures, hourly, floors, nodes);
    }

    /** Adds the cool-downs that follow an operation which moved nodes. */
    public static void moved(
            Map<FrameworkId, List<Hold>> holds,
            Optional<FrameworkId> from,
            Optional<FrameworkId> to,
            Instant end,
            String operation,
            PlanningConfig config) {
        to.ifPresent(id -> add(
                holds,
                id,
                new Hold(
                        end.plus(config.coolDownTaking()),
                        "it took nodes in " + operation,
                        Bars.GIVING,
                        Rule.COOL_DOWN)));
        from.ifPresent(id -> add(
                holds,
                id,
                new Hold(
                        end.plus(config.coolDownGiving()),
                        "it gave nodes in " + operation,
                        Bars.TAKING,
                        Rule.COOL_DOWN)));
    }

    /** Adds the cool-downs that follow an operation which moved none. */
    public static void failed(
            Map<FrameworkId, List<Hold>> holds,
            Optional<FrameworkId> from,
            Optional<FrameworkId> to,
            Instant end,
            String operation,
            PlanningConfig config) {
        Instant until = end.plus(config.coolDownFailure());
        to.ifPresent(id ->
                add(holds, id, new Hold(until, "a move to it failed in " + operation, Bars.BOTH, Rule.COOL_DOWN)));
        from.ifPresent(id ->
                add(holds, id, new Hold(until, "a move from it failed in " + operation, Bars.BOTH, Rule.COOL_DOWN)));
    }

    private static void add(Map<FrameworkId, List<Hold>> holds, FrameworkId id, Hold coolDown) {
        holds.computeIfAbsent(id, i -> new ArrayList<>()).add(coolDown);
    }
}
