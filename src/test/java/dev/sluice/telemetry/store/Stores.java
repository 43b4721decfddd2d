package dev.sluice.telemetry.store;

import java.time.Duration;
import java.util.Map;

/** Stores for tests. */
public final class Stores {

    private Stores() {}

    public static HotStore large() {
        return store(100_000, 2_000, 16, 1L << 28, false);
    }

    public static HotStore keepingAll() {
        return store(1_000_000, 10_000, 16, 1L << 28, true);
    }

    public static HotStore store(int series, int perNode, int sources, long bytes, boolean keepAll) {
        return new HotStore(
                new HotStore.Limits(series, perNode, sources, bytes, Duration.ofHours(1), keepAll),
                new NodeNames(Map.of("10.0.0.7", new dev.sluice.fleet.NodeId("node-7"))),
                4711);
    }
}
