package dev.sluice.dashboard.live;

import dev.sluice.api.view.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes on their way, or that might be: a suggestion, which the map draws as a ghost, or a running operation.
 *
 * @param from framework id; null for the reservoir
 * @param to framework id; null for the reservoir
 */
record Flow(
        String id,
        boolean suggested,
        @Nullable String from,
        @Nullable String to,
        List<Rider> riders) {

    private static final Set<String> ENDED = Set.of("MOVED", "UNDONE", "QUARANTINED");

    /** One node of the flow; {@code state} is the state of its move, empty for a suggestion. */
    record Rider(String node, String state) {}

    /** Every open suggestion and every move that has not ended. */
    static List<Flow> of(StatusView status) {
        var flows = new ArrayList<Flow>();
        for (var s : status.suggestions()) {
            flows.add(new Flow(
                    s.id(),
                    true,
                    s.from(),
                    s.to(),
                    s.nodes().stream().map(node -> new Rider(node, "")).toList()));
        }
        for (var operation : status.operations()) {
            var riders = operation.moves().stream()
                    .filter(move -> !ENDED.contains(move.state()))
                    .map(move -> new Rider(move.node(), move.state()))
                    .toList();
            if (!riders.isEmpty()) {
                flows.add(new Flow(operation.id(), false, operation.from(), operation.to(), riders));
            }
        }
        return flows;
    }
}
