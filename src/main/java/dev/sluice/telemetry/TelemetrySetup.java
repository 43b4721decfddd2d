package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.NodeNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Makes the store and its door from the configuration, or says which key is wrong. */
@ApplicationScoped
class TelemetrySetup {

    @Produces
    @Singleton
    HotStore store(TelemetryConfig config) {
        TelemetryConfig.Store store = config.store();
        positive("window", config.window());
        positive("max-age", config.maxAge());
        positive("store.hot", store.hot());
        if (store.hot().compareTo(config.window().plus(config.maxAge())) < 0) {
            throw wrong("store.hot", store.hot(), "must be at least window and max-age together");
        }
        HotStore.Limits limits = new HotStore.Limits(
                positive("store.max-series", store.maxSeries()),
                positive("store.max-series-per-node", store.maxSeriesPerNode()),
                positive("store.max-sources-per-node", store.maxSourcesPerNode()),
                store.memory()
                        .map(m -> m.asLongValue())
                        .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4),
                store.hot(),
                store.keep() == TelemetryConfig.Keep.ALL);
        return new HotStore(limits, new NodeNames(aliases(config)), new SecureRandom().nextLong());
    }

    @Produces
    @Singleton
    Intake intake(HotStore store, Clock clock, TelemetryConfig config) {
        long unpacked = config.write().maxUnpacked().asLongValue();
        if (unpacked < 1 || unpacked > 1 << 30) {
            throw wrong("write.max-unpacked", unpacked, "must be between 1 byte and 1 GB");
        }
        long pending = config.write().maxPending().asLongValue();
        if (pending < 2 * unpacked) {
            throw wrong("write.max-pending", pending, "must be at least twice write.max-unpacked");
        }
        return new Intake(store, clock, (int) unpacked, pending);
    }

    private static Map<String, NodeId> aliases(TelemetryConfig config) {
        Map<String, NodeId> aliases = new HashMap<>();
        config.aliases().forEach((name, node) -> {
            try {
                aliases.put(name, new NodeId(node));
            } catch (IllegalArgumentException e) {
                throw wrong("aliases.\"" + name + '"', node, "must be a node id");
            }
        });
        return aliases;
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw wrong(key, value, "must be longer than nothing");
        }
    }

    private static int positive(String key, int value) {
        if (value < 1) {
            throw wrong(key, value, "must be at least 1");
        }
        return value;
    }

    private static IllegalArgumentException wrong(String key, Object value, String rule) {
        return new IllegalArgumentException("sluice.telemetry." + key + "=" + value + ": " + rule);
    }
}
