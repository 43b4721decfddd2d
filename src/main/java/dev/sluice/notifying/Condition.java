package dev.sluice.notifying;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Something that needs a person, for as long as it is so. Two with the same name and labels are the same one.
 *
 * @param name the same as that of the rule for Prometheus, such as {@code SluiceMoveStuck}
 * @param labels whom or what it is about
 * @param summary one sentence, with its reason
 * @param path the page about it
 */
record Condition(String name, Map<String, String> labels, String summary, String path) {

    Condition {
        labels = Map.copyOf(labels);
    }

    /** For receivers, which know it again by this. */
    String fingerprint() {
        return UUID.nameUUIDFromBytes((name + new TreeMap<>(labels)).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
