package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a plan is made from.
 *
 * @param frameworks sorted by id; one that the picture lacks is planned as holding nothing
 * @param flights nodes that running operations move
 * @param moves how often each node moved in the last day; absent means never
 * @param failures how many of its moves failed in the last day; absent means none
 * @param hourly how many nodes moved between two frameworks in the last hour; absent means none
 * @param offered nodes that are on offer already, for people to answer: what the plan keeps to, unless another is clearly better
 */
public record PlanningInput(
        Instant at,
        FleetPicture picture,
        List<FrameworkState> frameworks,
        List<Flight> flights,
        Map<NodeId, Integer> moves,
        Map<NodeId, Integer> failures,
        Map<Pair, Integer> hourly,
        Map<Pair, Set<NodeId>> offered) {

    public PlanningInput {
        frameworks = List.copyOf(frameworks);
        flights = List.copyOf(flights);
        moves = Map.copyOf(moves);
        failures = Map.copyOf(failures);
        hourly = Map.copyOf(hourly);
        offered = Map.copyOf(offered);
    }

    /** Whether nodes are on offer to the framework or from it. */
    boolean onOffer(FrameworkId framework) {
        return offered.keySet().stream().anyMatch(pair -> pair.isPart(framework));
    }
}
