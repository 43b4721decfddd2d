package dev.sluice.driver;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** Every kind of driver that this build has. */
@Singleton
public final class Drivers {

    private final Map<String, DriverProvider> byKind = new TreeMap<>();
    private final DriverMetrics metrics;

    Drivers(@Any Instance<DriverProvider> providers, DriverMetrics metrics) {
        providers.forEach(provider -> byKind.put(provider.kind(), provider));
        this.metrics = metrics;
    }

    /**
     * A metered driver of {@code kind}.
     *
     * @throws IllegalArgumentException naming key, value and rule, for an unknown kind or a wrong setting
     */
    public FrameworkDriver open(String kind, DriverProvider.Settings settings) {
        DriverProvider provider = byKind.get(kind);
        if (provider == null) {
            throw new IllegalArgumentException("sluice.frameworks." + settings.framework() + ".kind: " + kind
                    + " is not a kind of framework that this build knows; it knows " + byKind.keySet());
        }
        return new MeteredDriver(provider.create(settings), settings.framework(), metrics, System::nanoTime);
    }
}
