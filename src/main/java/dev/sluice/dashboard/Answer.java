package dev.sluice.dashboard;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What somebody on call asks first, each answered in a few words: who is overloaded, who has slack, what is suggested, what
 * moves, is anything stuck, is the data fresh.
 */
public record Answer(List<Item> items) {

    private static final Set<String> ENDED = Set.of("MOVED", "UNDONE", "QUARANTINED", "STUCK");
    private static final long FRESH_SECONDS = 60;

    /**
     * @param tone overloaded, slack, accent, attention, right or quiet
     * @param path of the page that shows more
     */
    public record Item(String question, String words, String tone, String path) {}

    static Answer of(StatusView status) {
        var items = new ArrayList<Item>();
        items.add(verdict(status, "Overloaded", "OVERLOADED", "overloaded"));
        items.add(verdict(status, "Slack", "SLACK", "slack"));
        var suggested = status.suggestions().size();
        items.add(new Item(
                "Suggested",
                suggested == 0 ? "nothing" : PageWords.count(suggested, "move"),
                suggested == 0 ? "quiet" : "accent",
                "/suggestions"));
        var moving = status.operations().stream()
                .flatMap(o -> o.moves().stream())
                .filter(move -> !ENDED.contains(move.state()))
                .count();
        items.add(new Item(
                "Moving",
                moving == 0 ? "nothing" : PageWords.count((int) moving, "node"),
                moving == 0 ? "quiet" : "accent",
                "/operations"));
        items.add(stuck(status));
        items.add(fresh(status));
        return new Answer(items);
    }

    private static Item verdict(StatusView status, String question, String verdict, String tone) {
        var titles = status.frameworks().stream()
                .filter(f -> f.pressure().verdict().equals(verdict))
                .map(FrameworkView::title)
                .toList();
        var words = titles.size() > 2 ? titles.size() + " frameworks" : String.join(", ", titles);
        return new Item(
                question, titles.isEmpty() ? "nobody" : words, titles.isEmpty() ? "quiet" : tone, "/frameworks");
    }

    private static Item stuck(StatusView status) {
        var stuck = status.health().stuck();
        var people = status.nodes().stream()
                .filter(n -> !n.state().equals("SETTLED") && !n.state().equals("MOVING"))
                .count();
        if (stuck > 0) {
            var path = status.operations().stream()
                    .filter(o -> o.moves().stream().anyMatch(m -> m.state().equals("STUCK")))
                    .map(OperationView::id)
                    .findFirst()
                    .map(id -> "/operations/" + id)
                    .orElse("/operations");
            return new Item("Needs a person", PageWords.count(stuck, "stuck move"), "attention", path);
        }
        return people > 0
                ? new Item(
                        "Needs a person", PageWords.count((int) people, "node"), "attention", "/nodes?state=attention")
                : new Item("Needs a person", "nothing", "quiet", "/operations");
    }

    private static Item fresh(StatusView status) {
        var unread = status.frameworks().stream()
                .filter(f -> f.error() != null || f.ageSeconds() == null || f.ageSeconds() > FRESH_SECONDS)
                .map(FrameworkView::title)
                .toList();
        if (!unread.isEmpty()) {
            return new Item("Data", String.join(", ", unread) + " not read", "attention", "/frameworks");
        }
        var unknown = status.nodes().stream().filter(n -> n.cpu() == null).count();
        return unknown > 0
                ? new Item(
                        "Data", PageWords.count((int) unknown, "node") + " unknown", "unknown", "/nodes?state=unknown")
                : new Item("Data", "fresh", "right", "/nodes");
    }
}
