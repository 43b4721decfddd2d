package dev.sluice.lab;

import java.util.Map;
import java.util.TreeMap;

/** What the demo's server is told of its two frameworks, each with half of the nodes as its fair part. */
final class DemoSettings {

    private DemoSettings() {}

    /** @param nodes of the fleet */
    static Map<String, String> of(Lab clusters, int nodes) {
        Map<String, String> settings = new TreeMap<>();
        framework(settings, "spark", clusters.spark().url(), "Spark", nodes);
        framework(settings, "yarn", clusters.yarn().url(), "Hadoop YARN", nodes);
        settings.put(
                "sluice.frameworks.yarn.options.exclude-file",
                clusters.yarn().excludeFile().toString());
        settings.put(
                "sluice.frameworks.yarn.options.admin-address", clusters.yarn().adminAddress());
        settings.put("sluice.frameworks.yarn.options.user.name", System.getProperty("user.name"));
        settings.putAll(pace());
        return settings;
    }

    /** How often it looks and how long it waits before it suggests. */
    static Map<String, String> pace() {
        Map<String, String> settings = new TreeMap<>();
        // A fleet of production is judged over minutes; somebody who watches would have gone by then.
        settings.put("sluice.inventory.period", "2s");
        settings.put("sluice.planning.period", "5s");
        settings.put("sluice.planning.evidence", "3");
        settings.put("sluice.planning.donor-window", "30s");
        settings.put("sluice.planning.pending-min-age", "10s");
        settings.put("sluice.planning.cool-down-taking", "30s");
        settings.put("sluice.planning.cool-down-giving", "30s");
        settings.put("sluice.planning.cool-down-failure", "30s");
        settings.put("sluice.planning.dwell", "30s");
        settings.put("sluice.planning.quiet-after-rejection", "1m");
        return settings;
    }

    private static void framework(Map<String, String> settings, String id, String url, String title, int nodes) {
        String prefix = "sluice.frameworks." + id + ".";
        settings.put(prefix + "kind", id);
        settings.put(prefix + "url", url);
        settings.put(prefix + "title", title);
        // So few nodes could not move at all if each framework kept one.
        int guarantee = nodes < 4 ? 0 : 1;
        settings.put(prefix + "policy.guarantee", "" + guarantee);
        settings.put(prefix + "policy.deserved", "" + nodes / 2);
        settings.put(prefix + "policy.cap", "" + (nodes - guarantee));
        settings.put(prefix + "policy.mode", "suggest");
    }
}
