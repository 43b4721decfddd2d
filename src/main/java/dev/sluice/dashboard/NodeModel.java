package dev.sluice.dashboard;

import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView.MoveView;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.live.Cell;
import dev.sluice.fleet.Ownership;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One node with what concerns it. */
public record NodeModel(NodeView view, NodeTable.Row row, Titles titles, List<Passage> passages, boolean mayAct) {

    /** A move of this node, and the operation that it belongs to. */
    public record Passage(OperationModel operation, MoveView move) {}

    /** A measured share, for a bar. */
    public record Gauge(String title, @Nullable Double value) {}

    static Optional<NodeModel> of(StatusView status, String id, boolean mayAct) {
        var titles = Titles.of(status);
        return status.nodes().stream()
                .filter(n -> n.id().equals(id))
                .findFirst()
                .map(n -> new NodeModel(
                        n,
                        NodeTable.row(n, Cell.goesTo(status), status.at()),
                        titles,
                        status.operations().stream()
                                .flatMap(o -> o.moves().stream()
                                        .filter(move -> move.node().equals(id))
                                        .map(move ->
                                                new Passage(new OperationModel(o, titles, mayAct, status.at()), move)))
                                .toList(),
                        mayAct));
    }

    public List<Gauge> gauges() {
        return List.of(
                new Gauge("CPU", view.cpu()),
                new Gauge("Memory", view.memory()),
                new Gauge("Disk time", view.disk()),
                new Gauge("Network", view.network()),
                new Gauge("Stalled (PSI)", view.stalled()));
    }

    /** For the charts: when each operation that moved it began, as {@code op-7@1767225600000}, apart by spaces. */
    public String marks() {
        return passages.stream()
                .map(p -> p.operation().view().id() + "@"
                        + p.operation().view().createdAt().toEpochMilli())
                .collect(Collectors.joining(" "));
    }

    /** Whether it stays as it is until somebody decides about it. */
    public boolean frozen() {
        return Ownership.State.valueOf(view.state()).frozen();
    }

    /** Where it could go from here, other than where it is. */
    public List<String> destinations() {
        return view.frameworks().stream().filter(f -> !f.equals(view.owner())).toList();
    }
}
