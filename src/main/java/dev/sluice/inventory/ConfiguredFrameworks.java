package dev.sluice.inventory;

import dev.sluice.driver.DriverMetrics;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.NodeNeeds;
import dev.sluice.fleet.Resources;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The frameworks of the configuration, each with its driver; made once, at start. */
@Singleton
final class ConfiguredFrameworks {

    private final List<Connected> all;

    /** One framework and the way to it. */
    record Connected(Framework framework, FrameworkDriver driver) {}

    /** @throws ConfigurationException one sentence that names key, value and rule */
    @Inject
    ConfiguredFrameworks(FrameworksConfig config, @Any Instance<DriverProvider> providers, DriverMetrics metrics) {
        this(config, providers.stream().map(metrics::metered).toList());
    }

    ConfiguredFrameworks(FrameworksConfig config, Iterable<DriverProvider> providers) {
        SortedMap<String, DriverProvider> byKind = new TreeMap<>();
        for (DriverProvider provider : providers) {
            byKind.put(provider.kind(), provider);
        }
        this.all = new TreeMap<>(config.entries())
                .entrySet().stream()
                        .map(e -> connect("sluice.frameworks." + e.getKey(), e.getKey(), e.getValue(), byKind))
                        .toList();
    }

    List<Connected> all() {
        return all;
    }

    private static Connected connect(
            String key, String id, FrameworksConfig.Entry entry, SortedMap<String, DriverProvider> byKind) {
        DriverProvider provider = byKind.get(entry.kind());
        if (provider == null) {
            throw wrong(
                    key + ".kind",
                    "'" + entry.kind() + "' is not a driver of this build; use one of "
                            + String.join(", ", byKind.keySet()));
        }
        Framework framework = framework(key, id, entry);
        URI url = url(key + ".url", entry.url());
        try {
            return new Connected(
                    framework,
                    provider.create(new DriverProvider.Settings(framework.id(), url, Map.copyOf(entry.options()))));
        } catch (IllegalArgumentException e) {
            // A provider's sentence names the whole key itself.
            throw new ConfigurationException(String.valueOf(e.getMessage()), e, Set.of(key));
        }
    }

    private static Framework framework(String key, String id, FrameworksConfig.Entry entry) {
        FrameworksConfig.Policy p = entry.policy();
        try {
            int deserved = p.deserved().orElse(Math.min(Math.max(1, p.guarantee()), Math.max(p.cap(), p.guarantee())));
            return new Framework(
                    new FrameworkId(id),
                    entry.kind(),
                    entry.title().orElse(id),
                    new FrameworkPolicy(p.guarantee(), deserved, p.cap(), p.weight(), p.target(), p.mode()),
                    needs(entry.needs()));
        } catch (IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    private static NodeNeeds needs(FrameworksConfig.Needs n) {
        Resources least =
                new Resources(n.cores(), n.memory().asLongValue(), n.disk().asLongValue(), n.gpus());
        return new NodeNeeds(least, n.labels());
    }

    private static URI url(String key, String value) {
        try {
            URI url = new URI(value);
            if (url.getScheme() != null && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw wrong(key, "'" + value + "' is not a URL: " + e.getReason());
        }
        throw wrong(key, "'" + value + "' must be a whole URL with scheme and host, for example http://127.0.0.1:8080");
    }

    private static ConfigurationException wrong(String key, String sentence) {
        return new ConfigurationException(key + ": " + sentence, Set.of(key));
    }
}
