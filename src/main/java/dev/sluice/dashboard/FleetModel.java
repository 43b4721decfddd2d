package dev.sluice.dashboard;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView.MoveView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.SuggestionView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The status as the first paint shows it; the same rules as the view-models of {@code frontend/app}, which take over once
 * the feed is connected.
 */
record FleetModel(StatusView status, List<Channel> channels, Map<String, String> titles, boolean mayAct) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** One framework, or the reservoir, with its nodes. */
    record Channel(String id, String title, @Nullable FrameworkView framework, List<Cell> cells) {

        /** Height of the water, 0 to 100; the line of 1.00 is at 50. Null when unknown. */
        @Nullable
        public Long level() {
            return Optional.ofNullable(framework)
                    .map(f -> f.pressure().value())
                    .map(value -> Math.round(Math.min(value, 2) * 50))
                    .orElse(null);
        }

        /** Where the water begins, from the top. */
        public @Nullable Long top() {
            var level = level();
            return level == null ? null : 100 - level;
        }

        /** Points of the history's sparkline in a box of 120 by 32, split where a value is unknown. */
        public List<String> sparkline() {
            return framework == null ? List.of() : FleetModel.sparkline(framework.history());
        }
    }

    /** One node. */
    record Cell(String id, String label, String heat, String mark, String caption) {}

    static FleetModel of(StatusView status, boolean mayAct) {
        var prefix = sharedPrefix(status.nodes().stream().map(NodeView::id).toList());
        var goesTo = status.suggestions().stream()
                .flatMap(s -> s.nodes().stream().map(node -> Map.entry(node, s.to())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first));
        Function<@Nullable String, List<Cell>> cellsOf = owner -> status.nodes().stream()
                .filter(node -> Objects.equals(node.owner(), owner))
                .sorted(Comparator.comparing(node -> naturalOrder(node.id())))
                .map(node -> cell(node, prefix, goesTo.get(node.id())))
                .toList();
        var channels = new ArrayList<Channel>();
        status.frameworks().forEach(f -> channels.add(new Channel(f.id(), f.title(), f, cellsOf.apply(f.id()))));
        var reservoir = cellsOf.apply(null);
        if (!reservoir.isEmpty()) {
            channels.add(new Channel("reservoir", "Reservoir", null, reservoir));
        }
        var titles = status.frameworks().stream().collect(Collectors.toMap(FrameworkView::id, FrameworkView::title));
        return new FleetModel(status, List.copyOf(channels), titles, mayAct);
    }

    /** A framework's name for people; the reservoir for null. */
    public String title(@Nullable String framework) {
        return framework == null ? "the reservoir" : titles.getOrDefault(framework, framework);
    }

    /** The counts, what needs a person, and who leads where it is not the server that this page comes from. */
    public String health() {
        var health = status.health();
        return health.nodes() + " nodes, " + health.agentsConnected() + " of " + health.agentsKnown()
                + " agents connected" + (health.frozen() > 0 ? ", " + health.frozen() + " frozen" : "")
                + (health.leader() ? "" : ", led by " + Objects.requireNonNullElse(health.leaderName(), "nobody"));
    }

    /** The ways out of a stuck move, the mildest first. */
    public List<String> stuckControls(MoveView move) {
        return Stream.of("WAIT", "RETRY", "FORCE", "UNDO")
                .filter(move.possible()::contains)
                .map(FleetModel::lower)
                .toList();
    }

    static String ratio(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.2f", value);
    }

    static String percent(@Nullable Double value) {
        return value == null ? "–" : Math.round(value * 100) + " %";
    }

    static String lower(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Cell cell(NodeView node, String prefix, @Nullable String goesTo) {
        var mark = mark(node, goesTo);
        var caption =
                switch (mark) {
                    case "moving" -> lower(Objects.requireNonNullElse(node.step(), "moving"));
                    case "attention" -> lower(node.state());
                    case "away" -> "agent away";
                    case "pinned" -> "pinned";
                    case "suggested" -> "→ " + goesTo;
                    default -> percent(node.cpu());
                };
        var cpu = node.cpu();
        var heat = cpu == null ? "none" : String.valueOf(Math.min(10, Math.round(cpu * 10)));
        return new Cell(node.id(), node.id().substring(prefix.length()), heat, mark, caption);
    }

    /** A key that sorts node-10 after node-9. */
    private static String naturalOrder(String id) {
        return NUMBER.matcher(id)
                .replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }

    private static String mark(NodeView node, @Nullable String goesTo) {
        if (node.state().equals("MOVING")) {
            return "moving";
        }
        if (!node.state().equals("SETTLED")) {
            return "attention";
        }
        if (!node.agent().equals("CONNECTED")) {
            return "away";
        }
        if (goesTo != null) {
            return "suggested";
        }
        return node.pin() == null ? "settled" : "pinned";
    }

    private static List<String> sparkline(List<@Nullable Double> history) {
        var step = history.size() > 1 ? 120.0 / (history.size() - 1) : 0;
        var lines = new ArrayList<List<String>>();
        lines.add(new ArrayList<>());
        for (var i = 0; i < history.size(); i++) {
            var value = history.get(i);
            if (value == null) {
                lines.add(new ArrayList<>());
            } else {
                lines.getLast().add(String.format(Locale.ROOT, "%.1f,%.1f", i * step, 32 - Math.min(value, 2) * 16));
            }
        }
        return lines.stream()
                .filter(line -> line.size() > 1)
                .map(line -> String.join(" ", line))
                .toList();
    }

    /** What all ids begin with, up to a separator, so that node-10 and node-11 stay 10 and 11. */
    private static String sharedPrefix(List<String> ids) {
        if (ids.size() < 2) {
            return "";
        }
        var prefix = ids.getFirst();
        for (var id : ids) {
            while (!id.startsWith(prefix)) {
                prefix = prefix.substring(0, prefix.length() - 1);
            }
        }
        return prefix.substring(0, Math.max(prefix.lastIndexOf('-'), prefix.lastIndexOf('.')) + 1);
    }

    /** What a person reads first about a suggestion. */
    public String headline(SuggestionView suggestion) {
        var n = suggestion.nodes().size();
        return "Move " + n + (n == 1 ? " node" : " nodes") + " from " + title(suggestion.from()) + " to "
                + title(suggestion.to());
    }
}
