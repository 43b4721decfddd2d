package dev.sluice.suggesting;

import dev.sluice.planning.PlanningConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The planning configuration with its defaults, and what a test says else. */
final class Configs {

    private Configs() {}

    static PlanningConfig planning(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .withMapping(PlanningConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(PlanningConfig.class);
    }
}
