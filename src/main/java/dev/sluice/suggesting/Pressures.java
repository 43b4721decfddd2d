package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.pressure.Pressure;
import dev.sluice.pressure.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The newest pressures and those of the last minutes, for whoever shows them. */
final class Pressures {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private record Tick(Instant at, Map<FrameworkId, OptionalDouble> values) {}

    private final Deque<Tick> ticks = new ArrayDeque<>();
    private volatile List<Pressure> newest = List.of();
    private volatile Map<FrameworkId, List<OptionalDouble>> history = Map.of();
    private volatile Map<FrameworkId, Double> needs = Map.of();

    synchronized void add(Decider.Look look) {
        newest = look.scores().values().stream().map(Score::pressure).toList();
        Map<FrameworkId, Double> known = new TreeMap<>();
        look.scores().forEach((id, score) -> score.need().ifPresent(need -> known.put(id, need)));
        needs = Map.copyOf(known);
        Map<FrameworkId, OptionalDouble> values = new TreeMap<>();
        look.scores().forEach((id, score) -> values.put(id, score.pressure().value()));
        ticks.addLast(new Tick(look.at(), values));
        while (ticks.getFirst().at().isBefore(look.at().minus(KEPT))) {
            ticks.removeFirst();
        }
        Map<FrameworkId, List<OptionalDouble>> all = new TreeMap<>();
        for (FrameworkId id : values.keySet()) {
            all.put(
                    id,
                    ticks.stream()
                            .map(t -> t.values().getOrDefault(id, OptionalDouble.empty()))
                            .toList());
        }
        history = java.util.Collections.unmodifiableMap(all);
    }

    List<Pressure> newest() {
        return newest;
    }

    Map<FrameworkId, Double> needs() {
        return needs;
    }

    Map<FrameworkId, List<OptionalDouble>> history() {
        return history;
    }
}
