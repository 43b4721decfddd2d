package dev.sluice.dashboard.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The pages and their live feed. */
@ConfigMapping(prefix = "sluice.dashboard")
interface LiveConfig {

    /** How many pages one user may have open at once, over all browsers. */
    @WithDefault("100")
    int pagesPerUser();
}
