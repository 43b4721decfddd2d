package dev.sluice.telemetry.store;

import dev.sluice.fleet.NodeId;
import java.util.Map;
import java.util.Optional;

/**
 * Of which node a series is: label {@code node}, else the host in {@code instance}; either may be another name of the
 * node, by the alias map.
 */
public final class NodeNames {

    private final Map<String, NodeId> aliases;

    public NodeNames(Map<String, NodeId> aliases) {
        this.aliases = Map.copyOf(aliases);
    }

    /** The node, or empty when no label names one. */
    Optional<NodeId> of(LabelSet labels) {
        String node = labels.value("node");
        return named(node.isEmpty() ? host(labels.value("instance")) : node);
    }

    private Optional<NodeId> named(String name) {
        NodeId alias = aliases.get(name);
        if (alias != null) {
            return Optional.of(alias);
        }
        try {
            return Optional.of(new NodeId(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The host of {@code host:port}, {@code [v6]:port}, or a host alone. */
    static String host(String instance) {
        if (instance.startsWith("[")) {
            int end = instance.indexOf(']');
            return end < 0 ? instance : instance.substring(1, end);
        }
        int colon = instance.indexOf(':');
        // Two colons and no brackets: an address of version 6 without a port.
        return colon < 0 || instance.indexOf(':', colon + 1) >= 0 ? instance : instance.substring(0, colon);
    }
}
