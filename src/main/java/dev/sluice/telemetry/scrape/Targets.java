package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import java.util.List;

/** What pages and metrics may know of the exporters that are read. Never blocks. */
public interface Targets {

    /** Every exporter, by node and address. */
    List<TargetHealth> all();

    /** How many lists of exporters, files or addresses, cannot be read or are wrong. */
    int badLists();

    /** The exporters of one node. */
    default List<TargetHealth> of(NodeId node) {
        return all().stream().filter(t -> t.node().equals(node)).toList();
    }
}
