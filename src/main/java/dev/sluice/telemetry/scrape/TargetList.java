package dev.sluice.telemetry.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of exporters as Prometheus's {@code file_sd} and {@code http_sd} have them: groups of {@code targets} with
 * {@code labels}. A target's node is the label {@code node}, else its host.
 *
 * <p>Source: prometheus.io, "Configuration", {@code file_sd_config} and {@code http_sd_config}.
 */
final class TargetList {

    /** Every JSON file is a YAML file too. */
    private static final ObjectMapper YAML = new YAMLMapper();

    private TargetList() {}

    /**
     * The exporters that a list names.
     *
     * @param where what to call the list in an error
     * @throws IllegalArgumentException naming the list and what is wrong with it
     */
    static List<ScrapeTarget> parse(String where, byte[] text) {
        JsonNode list;
        try {
            list = YAML.readTree(new String(text, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new IllegalArgumentException(where + ", line " + line + ": is neither JSON nor YAML", e);
        }
        if (list == null || list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException(where + ": must be a list of groups, each with targets");
        }
        List<ScrapeTarget> found = new ArrayList<>();
        for (JsonNode group : list) {
            JsonNode targets = group.path("targets");
            if (!targets.isArray()) {
                throw new IllegalArgumentException(where + ": every group must have a list of targets");
            }
            for (JsonNode target : targets) {
                found.add(target(where, target.asText(), group.path("labels")));
            }
        }
        return List.copyOf(found);
    }

    private static ScrapeTarget target(String where, String address, JsonNode labels) {
        String scheme = labels.path("__scheme__").asText("http");
        String path = labels.path("__metrics_path__").asText("/metrics");
        String node = labels.path("node").asText("");
        return ScrapeTarget.of(where, node, scheme + "://" + address + path);
    }
}
