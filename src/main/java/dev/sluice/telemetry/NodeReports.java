package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.scrape.Targets;
import dev.sluice.telemetry.store.HotStore;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** The reports of nodes as of now, for the API and by this name for the pages. */
@Singleton
@Named("nodeReports")
public class NodeReports {

    private final LiveTelemetry telemetry;
    private final HotStore store;
    private final Targets targets;
    private final TelemetryConfig config;
    private final Clock clock;

    NodeReports(LiveTelemetry telemetry, HotStore store, Targets targets, TelemetryConfig config, Clock clock) {
        this.telemetry = telemetry;
        this.store = store;
        this.targets = targets;
        this.config = config;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException when that is no node's id */
    public NodeReport of(String id) {
        NodeId node = new NodeId(id);
        Instant now = clock.instant();
        return NodeReport.of(
                node, telemetry.figures(node, now), store.sources(node), targets.of(node), now, config.maxAge());
    }
}
