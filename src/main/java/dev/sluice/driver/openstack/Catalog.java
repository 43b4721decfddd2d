package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DriverFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The endpoints that Keystone names together with a token. */
record Catalog(List<Entry> entries) {

    /** One endpoint of one service, for example compute, public, RegionOne. */
    record Entry(String type, String face, String region, String url) {}

    Catalog {
        entries = List.copyOf(entries);
    }

    static Catalog of(JsonNode json) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode service : json) {
            for (JsonNode endpoint : service.path("endpoints")) {
                entries.add(new Entry(
                        service.path("type").asText(),
                        endpoint.path("interface").asText(),
                        endpoint.path("region_id")
                                .asText(endpoint.path("region").asText()),
                        endpoint.path("url").asText()));
            }
        }
        return new Catalog(entries);
    }

    /**
     * The address of a service without a trailing slash.
     *
     * @param face public, internal or admin
     * @param region may be left open while there is only one
     */
    String url(String type, String face, Optional<String> region) {
        List<Entry> matching = entries.stream()
                .filter(entry -> entry.type.equals(type) && entry.face.equals(face))
                .filter(entry -> region.isEmpty() || region.get().equals(entry.region))
                .toList();
        TreeSet<String> regions = new TreeSet<>();
        entries.stream()
                .filter(entry -> entry.type.equals(type))
                .map(Entry::region)
                .forEach(regions::add);
        String where = " endpoint of " + type
                + region.map(name -> " in region " + name).orElse("");
        if (matching.isEmpty()) {
            throw new DriverFailure.Unavailable(
                    "Keystone's catalog has no " + face + where + " (regions with " + type + ": " + regions
                            + "); set options.region, options.interface or options." + type + "-url",
                    null);
        }
        if (matching.stream().map(Entry::region).distinct().count() > 1) {
            throw new DriverFailure.Unavailable(
                    "Keystone's catalog has a " + face + where + " in several regions " + regions
                            + "; set options.region to one of them",
                    null);
        }
        String url = matching.getFirst().url;
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
