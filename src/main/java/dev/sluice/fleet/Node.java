package dev.sluice.fleet;

import java.util.Map;
import java.util.Optional;

/**
 * One machine: what it has, where it stands, and under which name each framework would know it.
 *
 * @param members the node's name in each framework that it has a role for; a node may only move between these
 */
public record Node(
        NodeId id,
        Resources capacity,
        Optional<String> rack,
        Map<String, String> labels,
        Map<FrameworkId, String> members) {

    public Node {
        labels = Map.copyOf(labels);
        members = Map.copyOf(members);
    }

    /** The name that {@code framework} knows this node by, or empty when the node has no role for it. */
    public Optional<String> memberOf(FrameworkId framework) {
        return Optional.ofNullable(members.get(framework));
    }
}
