package dev.sluice.dashboard.live;

import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.StatusView;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One node as a cell of the map, all but its values.
 *
 * @param owner framework id; null in the reservoir
 * @param word what the mark means here, for people; empty for a settled node
 * @param groups what cells can be grouped by: {@code rack} and every label
 */
public record Cell(String id, @Nullable String owner, Mark mark, String word, Map<String, String> groups) {

    /** What a node is in, the least urgent first; the feed carries the ordinal. */
    public enum Mark {
        SETTLED,
        PINNED,
        SUGGESTED,
        MOVING,
        AWAY,
        ATTENTION;

        /** For style sheets. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Cell of(NodeView node, Map<String, String> goesTo) {
        var taker = goesTo.get(node.id());
        var mark = mark(node, taker);
        var word =
                switch (mark) {
                    case SETTLED -> "";
                    case PINNED -> "pinned";
                    case SUGGESTED -> "→ " + taker;
                    case MOVING -> lower(Objects.requireNonNullElse(node.step(), "moving"));
                    case AWAY -> "agent away";
                    case ATTENTION -> lower(node.state());
                };
        return new Cell(node.id(), node.owner(), mark, word, groups(node));
    }

    /** Which framework each suggested node would go to, by node; by the oldest suggestion that names it. */
    public static Map<String, String> goesTo(StatusView status) {
        var goesTo = new HashMap<String, String>();
        status.suggestions().forEach(s -> s.nodes().forEach(node -> goesTo.putIfAbsent(node, s.to())));
        return goesTo;
    }

    /** What all ids begin with, up to a separator, so that node-10 and node-11 stay 10 and 11. */
    public static String sharedPrefix(Collection<String> ids) {
        if (ids.size() < 2) {
            return "";
        }
        var first = ids.iterator().next();
        var length = first.length();
        for (var id : ids) {
            length = Math.min(length, id.length());
            for (var i = 0; i < length; i++) {
                if (id.charAt(i) != first.charAt(i)) {
                    length = i;
                }
            }
        }
        var prefix = first.substring(0, length);
        return prefix.substring(0, Math.max(prefix.lastIndexOf('-'), prefix.lastIndexOf('.')) + 1);
    }

    private static Mark mark(NodeView node, @Nullable String taker) {
        if (node.state().equals("MOVING")) {
            return Mark.MOVING;
        }
        if (!node.state().equals("SETTLED")) {
            return Mark.ATTENTION;
        }
        if (!node.agent().equals("CONNECTED")) {
            return Mark.AWAY;
        }
        if (taker != null) {
            return Mark.SUGGESTED;
        }
        return node.pin() == null ? Mark.SETTLED : Mark.PINNED;
    }

    private static Map<String, String> groups(NodeView node) {
        if (node.labels().isEmpty()) {
            return node.rack() == null ? Map.of() : Map.of("rack", node.rack());
        }
        var groups = new TreeMap<>(node.labels());
        if (node.rack() != null) {
            groups.put("rack", node.rack());
        }
        return groups;
    }

    public static String lower(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
