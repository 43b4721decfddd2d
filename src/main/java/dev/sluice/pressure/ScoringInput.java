package dev.sluice.pressure;

import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one framework is scored from.
 *
 * @param nodes that the framework owns
 * @param strangers members that serve in it and are no node of the fleet
 * @param typicalNode what one more node would bring; for a framework that holds none, or lacks a dimension
 * @param firstSeen since when each pending id has been listed, for work whose framework does not tell
 */
public record ScoringInput(
        FrameworkPicture framework,
        List<NodePicture> nodes,
        int strangers,
        Resources typicalNode,
        Map<String, Instant> firstSeen,
        Instant now) {

    public ScoringInput {
        nodes = List.copyOf(nodes);
        firstSeen = Map.copyOf(firstSeen);
    }
}
