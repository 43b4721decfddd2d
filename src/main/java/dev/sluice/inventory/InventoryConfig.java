package dev.sluice.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often the fleet is read. */
@ConfigMapping(prefix = "sluice.inventory")
public interface InventoryConfig {

    /** How often each framework, the agents and the ledger are read. */
    @WithDefault("5s")
    Duration period();

    /** How long one reading may take before it is given up. */
    @WithDefault("15s")
    Duration limit();
}
