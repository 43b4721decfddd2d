package dev.sluice.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.view.StatusView;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the frames of the live feed, {@code sluice.v1}. Each frame is encoded once for all viewers.
 *
 * <p>A snapshot carries the whole status. A delta carries, for each of the four lists, the records that changed, with their
 * id and only the fields that are different, and the ids that are gone; a record that is new comes whole. Null in a delta
 * means that the field is null now.
 */
final class FeedEncoder {

    private static final String[] LISTS = {"frameworks", "nodes", "suggestions", "operations"};

    private final ObjectMapper mapper;

    FeedEncoder(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    ObjectNode tree(StatusView status) {
        return mapper.valueToTree(status);
    }

    String snapshot(String epoch, long offset, ObjectNode status) {
        return frame("snapshot", epoch, offset).set("status", status).toString();
    }

    String delta(String epoch, long offset, ObjectNode before, ObjectNode after) {
        var frame = frame("delta", epoch, offset);
        frame.set("at", after.get("at"));
        var sameHealth = after.get("health").equals(before.get("health"));
        frame.set("health", sameHealth ? frame.nullNode() : after.get("health"));
        for (var list : LISTS) {
            frame.set(list, changes(byId(before.get(list)), byId(after.get(list))));
        }
        return frame.toString();
    }

    private ObjectNode frame(String kind, String epoch, long offset) {
        return mapper.createObjectNode().put("kind", kind).put("epoch", epoch).put("offset", offset);
    }

    private ObjectNode changes(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        var changes = mapper.createObjectNode();
        var set = changes.putArray("set");
        after.forEach((id, record) -> {
            var old = before.get(id);
            if (old == null) {
                set.add(record);
            } else if (!old.equals(record)) {
                set.add(difference(id, old, record));
            }
        });
        var gone = changes.putArray("gone");
        before.keySet().stream().filter(id -> !after.containsKey(id)).forEach(gone::add);
        return changes;
    }

    private ObjectNode difference(String id, JsonNode old, JsonNode record) {
        var difference = mapper.createObjectNode().put("id", id);
        record.properties().forEach(field -> {
            if (!field.getValue().equals(old.get(field.getKey()))) {
                difference.set(field.getKey(), field.getValue());
            }
        });
        return difference;
    }

    private static Map<String, JsonNode> byId(JsonNode records) {
        var byId = new LinkedHashMap<String, JsonNode>();
        records.forEach(record -> byId.put(record.get("id").asText(), record));
        return byId;
    }
}
