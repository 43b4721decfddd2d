package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture;
import java.util.List;
import java.util.Optional;

/** Takes the nodes with the lowest ids of those that are offered. */
final class LowestIds implements Preflight.Choice {

    @Override
    public List<NodeId> of(FleetPicture picture, Optional<FrameworkId> from, Optional<FrameworkId> to, int count) {
        return picture.nodes().stream()
                .map(n -> n.node().id())
                .sorted()
                .limit(count)
                .toList();
    }
}
