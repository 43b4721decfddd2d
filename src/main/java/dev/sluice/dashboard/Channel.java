package dev.sluice.dashboard;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.live.Cell;
import dev.sluice.dashboard.live.NaturalOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One framework, or the reservoir, with its nodes: its pressure is the level of the water.
 *
 * @param framework null for the reservoir
 * @param cells of at most {@value #CELLS} nodes; empty when there are more, which {@code heat} then sums up
 * @param heat how many nodes have a CPU use of 0 to 10 %, 10 to 20 % and so on, then how many are unknown
 */
public record Channel(
        @Nullable FrameworkView framework,
        int size,
        List<ShownCell> cells,
        List<Integer> heat,
        int attention,
        Instant at) {

    static final int CELLS = 60;

    /** One node before any script runs; {@code heat} is its CPU in tenths, or {@code none}. */
    public record ShownCell(String id, String label, String heat, String mark, String caption) {}

    /** One bar of {@link #heat()}, in a box of 110 by 40. */
    public record Bar(int x, long y, long height, String heat) {}

    static List<Channel> all(StatusView status) {
        var channels = new ArrayList<Channel>();
        status.frameworks().forEach(f -> channels.add(of(status, f)));
        // Between those who take and those who give, as the water would flow.
        channels.add((channels.size() + 1) / 2, of(status, null));
        return channels;
    }

    static Channel of(StatusView status, @Nullable FrameworkView framework) {
        var owner = framework == null ? null : framework.id();
        var nodes = status.nodes().stream()
                .filter(node -> Objects.equals(node.owner(), owner))
                .toList();
        var goesTo = Cell.goesTo(status);
        var prefix = Cell.sharedPrefix(status.nodes().stream().map(NodeView::id).toList());
        var cells = nodes.size() > CELLS
                ? List.<ShownCell>of()
                : nodes.stream()
                        .sorted(Comparator.comparing(NodeView::id, NaturalOrder.INSTANCE))
                        .map(node -> shown(node, prefix, goesTo))
                        .toList();
        var heat = new int[11];
        nodes.forEach(node -> heat[node.cpu() == null ? 10 : (int) Math.min(9, node.cpu() * 10)]++);
        var attention = nodes.stream()
                .filter(node -> Cell.of(node, Map.of()).mark().compareTo(Cell.Mark.AWAY) >= 0)
                .count();
        return new Channel(
                framework, nodes.size(), cells, Arrays.stream(heat).boxed().toList(), (int) attention, status.at());
    }

    private static ShownCell shown(NodeView node, String prefix, Map<String, String> goesTo) {
        var cell = Cell.of(node, goesTo);
        var cpu = node.cpu();
        return new ShownCell(
                node.id(),
                node.id().substring(prefix.length()),
                cpu == null ? "none" : String.valueOf(Math.min(10, Math.round(cpu * 10))),
                cell.mark().word(),
                cell.word().isEmpty() ? PageWords.percent(cpu) : cell.word());
    }

    public String id() {
        return framework == null ? "reservoir" : framework.id();
    }

    public String title() {
        return framework == null ? "Reservoir" : framework.title();
    }

    /** OVERLOADED, RIGHT, SLACK, UNKNOWN or RESERVOIR. */
    public String verdict() {
        return framework == null ? "RESERVOIR" : framework.pressure().verdict();
    }

    /** Height of the water, 0 to 100; the line of 1.00 is at 50. Null when unknown. */
    public @Nullable Long level() {
        var value = framework == null ? null : framework.pressure().value();
        return value == null ? null : Math.round(Math.min(value, 2) * 50);
    }

    /** Where the water begins, from the top. */
    public @Nullable Long top() {
        var level = level();
        return level == null ? null : 100 - level;
    }

    /** Points of the pressure over the last minutes in a box of 120 by 32; 1.00 is in the middle. */
    public List<String> sparkline() {
        return framework == null ? List.of() : Sparkline.lines(framework.history(), 120, 32, 2);
    }

    /** When the framework was last read. */
    public @Nullable Instant readAt() {
        var age = framework == null ? null : framework.ageSeconds();
        return age == null ? null : at.minusSeconds(age);
    }

    public List<Bar> bars() {
        var most = Math.max(1, heat.stream().mapToInt(Integer::intValue).max().orElse(1));
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < heat.size(); i++) {
            var height = Math.round(40.0 * heat.get(i) / most);
            bars.add(new Bar(i * 10, 40 - height, height, i == 10 ? "none" : String.valueOf(i)));
        }
        return bars;
    }
}
