package dev.sluice.moving;

import dev.sluice.moving.Operations.Operation;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The metrics of moving; on a server that does not lead everything is 0, so sums over the servers are right. */
@Singleton
class MovingMetrics extends Collector {

    private static final List<String> STATES = List.of(
            "RESERVED",
            "DRAINING",
            "DRAINED",
            "RELEASED",
            "PREPARING",
            "JOINING",
            "VERIFYING",
            "ROLLING_BACK",
            "STUCK",
            "MOVED",
            "UNDONE",
            "QUARANTINED");

    private final Instance<MoveExecutor> executor;

    MovingMetrics(Instance<MoveExecutor> executor) {
        this.executor = executor;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<List<MoveState>> running = executor.get().running().stream()
                .map(o ->
                        o.moves().stream().map(MoveJournal.RecordedMove::state).toList())
                .toList();
        GaugeMetricFamily moves = new GaugeMetricFamily(
                "sluice_moves",
                "Moves of the operations that have not ended, by the state that they are in.",
                List.of("state"));
        Map<String, Long> byState = running.stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(MoveState::name, Collectors.counting()));
        STATES.forEach(state -> moves.addMetric(List.of(state), byState.getOrDefault(state, 0L)));
        GaugeMetricFamily operations = new GaugeMetricFamily(
                "sluice_operations",
                "Operations that have not ended: RUNNING, or STUCK when a person is needed.",
                List.of("status"));
        for (Operation.Status status : List.of(Operation.Status.RUNNING, Operation.Status.STUCK)) {
            operations.addMetric(
                    List.of(status.name()),
                    running.stream()
                            .filter(o -> OperationReport.status(o) == status)
                            .count());
        }
        GaugeMetricFamily parallelism = new GaugeMetricFamily(
                "sluice_moving_parallelism",
                "How many nodes of a framework may be under way at once now.",
                List.of("framework"));
        executor.get().paces().forEach((framework, size) -> parallelism.addMetric(List.of(framework.value()), size));
        List<MetricFamilySamples> all = new ArrayList<>(List.of(moves, operations, parallelism));
        all.addAll(executor.get().times().collect());
        return all;
    }
}
