package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import java.time.Instant;

/** The read side of telemetry: what the samples say about a node. Never blocks. */
public interface Telemetry {

    /** Signals of one node over the window that ends at {@code now}; {@link NodeSignals#unknown} without any sample. */
    NodeSignals signals(NodeId node, Instant now);
}
