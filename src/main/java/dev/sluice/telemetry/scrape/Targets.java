package dev.sluice.telemetry.scrape;

import dev.sluice.fleet.NodeId;
import java.util.List;

/** What pages and metrics may know of the exporters that are read. Never blocks. */
public interface Targets {

    /** Every exporter, in the order of the configuration. */
    List<TargetHealth> all();

    /** The exporters of one node. */
    default List<TargetHealth> of(NodeId node) {
        return all().stream().filter(t -> t.node().equals(node)).toList();
    }
}
