package dev.sluice.lab;

import java.util.Map;
import java.util.TreeMap;

/** What the demo's server is told of OpenStack and Spark. */
final class CloudSettings {

    private CloudSettings() {}

    /**
     * @param hosts that OpenStack has at first
     * @param workers that Spark has at first
     */
    static Map<String, String> of(LabOpenStack.Description cloud, String sparkUrl, int hosts, int workers) {
        Map<String, String> settings = new TreeMap<>(DemoSettings.pace());
        settings.putAll(openstack(cloud, hosts));
        String spark = "sluice.frameworks.spark.";
        settings.put(spark + "kind", "spark");
        settings.put(spark + "url", sparkUrl);
        settings.put(spark + "title", "Spark");
        settings.put(spark + "policy.guarantee", "1");
        settings.put(spark + "policy.deserved", "" + (workers + hosts / 4));
        // All that leave one and join the other at once; a cloud of production would be gentler.
        String all = "" + Math.max(8, hosts / 4);
        settings.put("sluice.moving.parallelism.first", all);
        settings.put("sluice.moving.parallelism.most", all);
        return settings;
    }

    /** The cloud alone. */
    static Map<String, String> openstack(LabOpenStack.Description cloud, int hosts) {
        Map<String, String> settings = new TreeMap<>();
        String openstack = "sluice.frameworks.openstack.";
        settings.put(openstack + "kind", "openstack");
        settings.put(openstack + "url", cloud.authUrl());
        settings.put(openstack + "title", "OpenStack");
        settings.put(openstack + "policy.guarantee", "" + hosts / 2);
        settings.put(openstack + "policy.deserved", "" + hosts * 3 / 4);
        settings.put(openstack + "options.user", cloud.user());
        settings.put(openstack + "options.password-file", cloud.passwordFile().toString());
        settings.put(openstack + "options.project", cloud.project());
        settings.put(openstack + "options.region", cloud.region());
        return settings;
    }
}
