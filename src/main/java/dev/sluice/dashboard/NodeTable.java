package dev.sluice.dashboard;

import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.live.Cell;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of the table of nodes.
 *
 * @param total nodes that match
 * @param all nodes that there are
 */
public record NodeTable(NodeQuery query, List<Row> rows, int total, int all, Titles titles) {

    /** One node, with what its mark is called and when it was last heard. */
    public record Row(
            NodeView node,
            String mark,
            String word,
            @Nullable Instant heardAt) {}

    /** A column by which the table can be sorted. */
    public record Header(String word, String title, boolean number) {}

    private static final List<Header> COLUMNS = List.of(
            new Header("name", "Node", false),
            new Header("owner", "Owner", false),
            new Header("state", "State", false),
            new Header("cpu", "CPU", true),
            new Header("memory", "Memory", true),
            new Header("running", "Running", true),
            new Header("rack", "Rack", false),
            new Header("age", "Heard", true));

    private static final List<String> STATES = List.of(
            "attention",
            "unknown",
            "away",
            "settled",
            "pinned",
            "moving",
            "conflict",
            "foreign drain",
            "lost",
            "ghost",
            "quarantined");

    static NodeTable of(StatusView status, NodeQuery query) {
        var goesTo = Cell.goesTo(status);
        var matching = status.nodes().stream()
                .filter(query::matches)
                .sorted(query.order())
                .toList();
        var from = Math.min((query.page() - 1) * NodeQuery.ROWS, matching.size());
        var rows = matching.subList(from, Math.min(from + NodeQuery.ROWS, matching.size())).stream()
                .map(node -> row(node, goesTo, status.at()))
                .toList();
        return new NodeTable(query, rows, matching.size(), status.nodes().size(), Titles.of(status));
    }

    static Row row(NodeView node, Map<String, String> goesTo, Instant at) {
        var cell = Cell.of(node, goesTo);
        var age = node.signalAgeSeconds();
        return new Row(
                node,
                cell.mark().word(),
                cell.word().isEmpty() ? "settled" : cell.word(),
                age == null ? null : at.minusSeconds(age));
    }

    public int pages() {
        return Math.max(1, (total + NodeQuery.ROWS - 1) / NodeQuery.ROWS);
    }

    public int first() {
        return rows.isEmpty() ? 0 : (query.page() - 1) * NodeQuery.ROWS + 1;
    }

    public int last() {
        return rows.isEmpty() ? 0 : first() + rows.size() - 1;
    }

    public List<Header> columns() {
        return COLUMNS;
    }

    public List<String> states() {
        return STATES;
    }

    public int previous() {
        return query.page() - 1;
    }

    public int next() {
        return query.page() + 1;
    }

    public boolean hasNext() {
        return query.page() < pages();
    }

    /** The part's name in the live feed. */
    public String part() {
        return "nodes:" + query;
    }
}
