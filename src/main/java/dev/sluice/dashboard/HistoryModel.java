package dev.sluice.dashboard;

import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.SuggestionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What was suggested and done, the newest first. */
public record HistoryModel(List<Entry> entries, String kind, String q) {

    /**
     * @param kind suggestion or operation
     * @param actor who; Sluice for a suggestion
     */
    public record Entry(
            Instant at, String kind, String id, String path, String what, String why, String actor, String outcome) {

        private String text() {
            return String.join(" ", id, what, why, actor, outcome).toLowerCase(Locale.ROOT);
        }
    }

    static HistoryModel of(
            List<SuggestionView> suggestions, List<OperationView> operations, Titles titles, String kind, String q) {
        var entries = new ArrayList<Entry>();
        suggestions.forEach(s -> entries.add(new Entry(
                s.createdAt(),
                "suggestion",
                s.id(),
                "/suggestions/" + s.id(),
                new SuggestionModel(s, titles, false).headline(),
                s.reason(),
                "Sluice",
                PageWords.lower(s.state()))));
        operations.forEach(o -> entries.add(new Entry(
                o.createdAt(),
                "operation",
                o.id(),
                "/operations/" + o.id(),
                titles.of(o.from()) + " → " + titles.of(o.to()) + ": " + o.summary(),
                o.reason(),
                o.actor(),
                PageWords.lower(o.status()))));
        var wanted = q.toLowerCase(Locale.ROOT);
        return new HistoryModel(
                entries.stream()
                        .filter(e -> kind.isEmpty() || kind.equals(e.kind()))
                        .filter(e -> wanted.isEmpty() || e.text().contains(wanted))
                        .sorted(Comparator.comparing(Entry::at).reversed())
                        .toList(),
                kind,
                q);
    }
}
