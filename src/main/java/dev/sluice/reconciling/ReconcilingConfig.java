package dev.sluice.reconciling;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the ledger is held against what frameworks and agents say. */
@ConfigMapping(prefix = "sluice.reconciling")
interface ReconcilingConfig {

    /** How often; what is found twice in a row counts. From 1s to 1m. */
    @WithDefault("30s")
    Duration period();

    /** After so long without anybody who vouches for it, a node counts as lost, or as a ghost where its owner lists it. */
    @WithDefault("10m")
    Duration lostAfter();
}
