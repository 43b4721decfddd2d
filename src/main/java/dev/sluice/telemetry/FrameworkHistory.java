package dev.sluice.telemetry;

import dev.sluice.fleet.FrameworkId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The framework signals of the last minutes, as they were seen; as much as the longest roll-up needs. Not thread-safe. */
final class FrameworkHistory {

    private record Seen(long ms, double value) {}

    private final Map<FrameworkId, Map<FrameworkSignals.Kind, Deque<Seen>>> seen = new TreeMap<>();

    void add(Map<FrameworkId, Map<FrameworkSignals.Kind, Double>> newest, long nowMs, long keptMs) {
        newest.forEach((framework, values) ->
                values.forEach((kind, value) -> seen.computeIfAbsent(framework, f -> new TreeMap<>())
                        .computeIfAbsent(kind, k -> new ArrayDeque<>())
                        .addLast(new Seen(nowMs, value))));
        seen.values().forEach(kinds -> {
            kinds.values().forEach(d -> d.removeIf(s -> s.ms() <= nowMs - keptMs));
            kinds.values().removeIf(Deque::isEmpty);
        });
        seen.values().removeIf(Map::isEmpty);
    }

    /** By framework and the signal's place, the values after {@code fromMs} and up to {@code toMs}. */
    Map<FrameworkId, Map<Integer, double[]>> between(long fromMs, long toMs) {
        Map<FrameworkId, Map<Integer, double[]>> found = new TreeMap<>();
        seen.forEach((framework, kinds) -> {
            Map<Integer, double[]> values = new HashMap<>();
            kinds.forEach((kind, all) -> {
                double[] some = all.stream()
                        .filter(s -> s.ms() > fromMs && s.ms() <= toMs)
                        .mapToDouble(Seen::value)
                        .toArray();
                if (some.length > 0) {
                    values.put(kind.ordinal(), some);
                }
            });
            found.put(framework, values);
        });
        return found;
    }
}
