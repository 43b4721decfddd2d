package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.api.view.NodeView;
import dev.sluice.dashboard.live.NaturalOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes the table shows, and in which order; the page's address says it all.
 *
 * @param q part of a name, rack, role or label value; empty for all
 * @param framework id, {@code reservoir}, or empty for all
 * @param state of the ledger in lower case, {@code attention}, {@code away}, {@code unknown},
 *     {@code pinned}, or empty for all
 * @param page from 1
 */
public record NodeQuery(String q, String framework, String state, Column sort, boolean descending, int page) {

    static final int ROWS = 50;

    /** What the table can be sorted by. */
    public enum Column {
        NAME,
        OWNER,
        STATE,
        CPU,
        MEMORY,
        RUNNING,
        RACK,
        AGE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Comparator<NodeView> order() {
            return switch (this) {
                case NAME -> Comparator.comparing(NodeView::id, NaturalOrder.INSTANCE);
                case OWNER -> nullsFirst(NodeView::owner);
                case STATE -> Comparator.comparing(NodeView::state);
                case CPU -> nullsFirst(NodeView::cpu);
                case MEMORY -> nullsFirst(NodeView::memory);
                case RUNNING -> nullsFirst(NodeView::running);
                case RACK -> nullsFirst(NodeView::rack);
                case AGE -> nullsFirst(NodeView::signalAgeSeconds);
            };
        }

        private static <T extends Comparable<T>> Comparator<NodeView> nullsFirst(Function<NodeView, @Nullable T> of) {
            return Comparator.comparing(of, Comparator.nullsFirst(Comparator.naturalOrder()));
        }
    }

    /** Reads an address; throws {@link ApiProblem} with one sentence where it makes no sense. */
    static NodeQuery of(Map<String, String> given) {
        var sort = given.getOrDefault("sort", "name");
        var column = Arrays.stream(Column.values())
                .filter(c -> c.word().equals(sort))
                .findFirst()
                .orElseThrow(() -> ApiProblem.badRequest(
                        "bad-sort",
                        "Nodes cannot be sorted by '" + Address.clipped(sort) + "'; choose one of "
                                + Arrays.stream(Column.values())
                                        .map(Column::word)
                                        .toList() + "."));
        return new NodeQuery(
                Address.clipped(given.getOrDefault("q", "").strip()),
                given.getOrDefault("framework", ""),
                given.getOrDefault("state", ""),
                column,
                "desc".equals(given.get("dir")),
                page(given.getOrDefault("page", "1")));
    }

    /** Reads what {@link #toString()} writes. */
    static NodeQuery parse(String query) {
        return of(Address.read(query));
    }

    private static int page(String text) {
        try {
            var page = Integer.parseInt(text);
            if (page >= 1 && page <= 1_000_000) {
                return page;
            }
        } catch (NumberFormatException e) {
            throw badPage(text);
        }
        throw badPage(text);
    }

    private static ApiProblem badPage(String text) {
        return ApiProblem.badRequest(
                "bad-page", "'" + Address.clipped(text) + "' is no page; pages are numbered from 1.");
    }

    boolean matches(NodeView node) {
        return (framework.isEmpty() || framework.equals(node.owner() == null ? "reservoir" : node.owner()))
                && matchesState(node)
                && matchesText(node);
    }

    private boolean matchesState(NodeView node) {
        return switch (state) {
            case "" -> true;
            case "attention" -> !node.state().equals("SETTLED") && !node.state().equals("MOVING");
            case "away" -> !node.agent().equals("CONNECTED");
            case "unknown" -> node.cpu() == null;
            case "pinned" -> node.pin() != null;
            default -> node.state().equalsIgnoreCase(state.replace(' ', '_'));
        };
    }

    private boolean matchesText(NodeView node) {
        var wanted = q.toLowerCase(Locale.ROOT);
        return wanted.isEmpty()
                || contains(node.id(), wanted)
                || contains(node.rack(), wanted)
                || contains(node.role(), wanted)
                || node.labels().values().stream().anyMatch(label -> contains(label, wanted));
    }

    private static boolean contains(@Nullable String text, String wanted) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(wanted);
    }

    Comparator<NodeView> order() {
        var order = descending ? sort.order().reversed() : sort.order();
        return sort == Column.NAME ? order : order.thenComparing(Column.NAME.order());
    }

    /** The address that sorts by {@code column}: the other way round when it already does. */
    public String sortedBy(String column) {
        var same = sort.word().equals(column);
        var wanted = Column.valueOf(column.toUpperCase(Locale.ROOT));
        // What is measured is looked at from the top first.
        var down = same ? !descending : wanted.ordinal() >= Column.CPU.ordinal() && wanted != Column.RACK;
        return "/nodes?" + new NodeQuery(q, framework, state, wanted, down, 1);
    }

    public String atPage(int other) {
        return "/nodes?" + new NodeQuery(q, framework, state, sort, descending, other);
    }

    /** For {@code aria-sort}. */
    public String direction(String column) {
        if (!sort.word().equals(column)) {
            return "none";
        }
        return descending ? "descending" : "ascending";
    }

    public boolean filtered() {
        return !q.isEmpty() || !framework.isEmpty() || !state.isEmpty();
    }

    /** As the query of an address, without what is at its default. */
    @Override
    public String toString() {
        var parts = new LinkedHashMap<String, String>();
        parts.put("q", q);
        parts.put("framework", framework);
        parts.put("state", state);
        parts.put("sort", sort == Column.NAME ? "" : sort.word());
        parts.put("dir", descending ? "desc" : "");
        parts.put("page", page == 1 ? "" : String.valueOf(page));
        return Address.write(parts);
    }
}
