package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One virtual machine.
 *
 * @param host empty while the scheduler has found none
 * @param status as users see it: ACTIVE, SHUTOFF, VERIFY_RESIZE, ERROR, DELETED, …
 * @param vmState what it is: active, stopped, paused, error, …
 * @param taskState what is being done to it; empty when nothing is
 * @param size what its flavor promises
 */
record Server(
        String id,
        String name,
        Optional<String> host,
        String status,
        String vmState,
        Optional<String> taskState,
        Resources size,
        Map<String, String> metadata,
        Instant created,
        Instant updated) {

    private static final double MIB = 1024.0 * 1024.0;
    private static final double GIB = 1024.0 * MIB;

    Server {
        metadata = Map.copyOf(metadata);
    }

    static Server of(JsonNode json) {
        JsonNode flavor = json.path("flavor");
        Map<String, String> metadata = new HashMap<>();
        json.path("metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
        return new Server(
                json.path("id").asText(),
                json.path("name").asText(),
                text(json, "OS-EXT-SRV-ATTR:host"),
                json.path("status").asText(),
                json.path("OS-EXT-STS:vm_state").asText(),
                text(json, "OS-EXT-STS:task_state"),
                new Resources(
                        flavor.path("vcpus").asDouble(),
                        flavor.path("ram").asDouble() * MIB,
                        flavor.path("disk").asDouble() * GIB,
                        0),
                metadata,
                time(json.path("created").asText()),
                time(json.path("updated").asText()));
    }

    boolean deleted() {
        return "DELETED".equals(status) || "SOFT_DELETED".equals(status);
    }

    boolean on(String member) {
        return host.filter(member::equals).isPresent();
    }

    /** Its name and id, for people who have to find it. */
    String title() {
        return name + " (" + id + ")";
    }

    private static Optional<String> text(JsonNode json, String key) {
        return Optional.of(json.path(key).asText("")).filter(text -> !text.isBlank() && !"null".equals(text));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException unstated) {
            return Instant.EPOCH;
        }
    }
}
