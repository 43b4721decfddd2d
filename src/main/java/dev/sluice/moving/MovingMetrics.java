package dev.sluice.moving;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The metrics of moving; a server that does not lead has none to show. */
@Singleton
class MovingMetrics extends Collector {

    private final Instance<MoveExecutor> executor;

    MovingMetrics(Instance<MoveExecutor> executor) {
        this.executor = executor;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily moves = new GaugeMetricFamily(
                "sluice_moves", "Moves of the running operations, by the state that they are in.", List.of("state"));
        Map<String, Long> byState = executor.get().running().stream()
                .flatMap(o -> o.moves().stream())
                .collect(Collectors.groupingBy(m -> m.state().name(), Collectors.counting()));
        byState.forEach((state, count) -> moves.addMetric(List.of(state), count));
        GaugeMetricFamily parallelism = new GaugeMetricFamily(
                "sluice_moving_parallelism",
                "How many nodes of a framework may be under way at once now.",
                List.of("framework"));
        executor.get().paces().forEach((framework, size) -> parallelism.addMetric(List.of(framework.value()), size));
        return List.of(moves, parallelism);
    }
}
