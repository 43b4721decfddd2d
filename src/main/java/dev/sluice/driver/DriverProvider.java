package dev.sluice.driver;

import dev.sluice.fleet.FrameworkId;
import java.net.URI;
import java.util.Map;

/** Makes drivers of one kind. Each {@code driver.<name>} package has one as a CDI bean, found by its kind. */
public interface DriverProvider {

    /** The kind as it stands in the configuration, for example {@code spark}. */
    String kind();

    /**
     * @throws IllegalArgumentException naming key, value and rule, when a setting is missing or wrong
     */
    FrameworkDriver create(Settings settings);

    /**
     * What the operator configured for one framework.
     *
     * @param url where the framework's API is
     * @param options the driver's own keys, documented in {@code src/docs/drivers/<kind>.md}
     */
    record Settings(FrameworkId framework, URI url, Map<String, String> options) {

        public Settings {
            options = Map.copyOf(options);
        }

        /** Without the options, for they may hold secrets. */
        @Override
        public String toString() {
            return framework + " at " + url;
        }
    }
}
