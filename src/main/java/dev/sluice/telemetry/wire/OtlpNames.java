package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.LabelSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From the names of OpenTelemetry to those of the keep-list: the table {@code telemetry/otlp-names.txt}.
 *
 * <p>Source: opentelemetry.io, "Semantic conventions for system metrics", and what the Collector's host metrics receiver
 * sends. Immutable.
 */
final class OtlpNames {

    private static final String TABLE = "/telemetry/otlp-names.txt";

    private final Map<String, List<Entry>> metrics = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, List<String>> resource = new LinkedHashMap<>();

    /** A metric of theirs, as one of ours where the condition holds; the label from the first attribute that is there. */
    private record Entry(String attribute, String value, String metric, Map<String, List<String>> labels) {
        boolean holds(Map<String, String> attributes) {
            return attribute.isEmpty() || value.equals(attributes.get(attribute));
        }
    }

    private OtlpNames(Stream<String> lines) {
        lines.map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).forEach(this::read);
    }

    static OtlpNames table() {
        try (InputStream in = Objects.requireNonNull(OtlpNames.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new OtlpNames(reader.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String line) {
        List<String> words = List.of(line.split("\\s+"));
        switch (words.getFirst()) {
            case "metric" -> {
                Map<String, List<String>> labels = new LinkedHashMap<>();
                words.stream()
                        .skip(4)
                        .map(w -> w.split("=", 2))
                        .forEach(w -> labels.put(w[0], List.of(w[1].split(","))));
                String[] where = words.get(2).equals("-")
                        ? new String[] {"", ""}
                        : words.get(2).split("=", 2);
                metrics.computeIfAbsent(words.get(1), n -> new ArrayList<>())
                        .add(new Entry(where[0], where[1], words.get(3), labels));
            }
            case "value" -> values.put(words.get(1) + '=' + words.get(2), words.get(3));
            case "resource" -> resource.put(words.get(1), words.subList(2, words.size()));
            default -> throw new IllegalStateException(TABLE + ": '" + line + "' is not understood");
        }
    }

    /** The names of theirs that are in the table. */
    Set<String> known() {
        return metrics.keySet();
    }

    /**
     * The labels that a series has with us; those of a metric that is not in the table are its attributes.
     *
     * @throws dev.sluice.telemetry.store.BadSeries when a label breaks a rule
     */
    LabelSet labels(String name, Map<String, String> ofResource, Map<String, String> attributes) {
        LabelSet labels = new LabelSet();
        List<Entry> entries = metrics.getOrDefault(name, List.of());
        Entry entry =
                entries.stream().filter(e -> e.holds(attributes)).findFirst().orElse(null);
        if (entry == null) {
            labels.add(LabelSet.NAME, name);
            attributes.forEach((label, value) -> put(labels, label, value));
        } else {
            labels.add(LabelSet.NAME, entry.metric());
            entry.labels().forEach((label, from) -> put(labels, label, first(from, attributes)));
        }
        resource.forEach((label, from) -> put(labels, label, first(from, ofResource)));
        return labels;
    }

    private void put(LabelSet labels, String label, String value) {
        // As everywhere, an empty label is the same as none.
        if (!value.isEmpty()) {
            labels.addIfAbsent(label, values.getOrDefault(label + '=' + value, value));
        }
    }

    private static String first(List<String> names, Map<String, String> attributes) {
        return names.stream()
                .map(n -> attributes.getOrDefault(n, ""))
                .filter(v -> !v.isEmpty())
                .findFirst()
                .orElse("");
    }
}
