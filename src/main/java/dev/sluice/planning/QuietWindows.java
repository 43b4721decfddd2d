package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.planning.FrameworkState.Bars;
import dev.sluice.planning.FrameworkState.Hold;
import dev.sluice.planning.Suggestion.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The calendar of times in which nothing moves. */
public final class QuietWindows {

    private static final Instant ANY_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private final List<QuietWindow> windows;

    private QuietWindows(List<QuietWindow> windows) {
        this.windows = windows;
    }

    /** @throws IllegalArgumentException naming the window and the rule, also where two of them overlap */
    static QuietWindows of(Map<String, PlanningConfig.Window> configured) {
        List<QuietWindow> windows = new TreeMap<>(configured)
                .entrySet().stream().map(e -> window(e.getKey(), e.getValue())).toList();
        QuietWindow.overlap(windows, ANY_YEAR).ifPresent(sentence -> {
            throw new IllegalArgumentException(sentence);
        });
        return new QuietWindows(windows);
    }

    private static QuietWindow window(String name, PlanningConfig.Window window) {
        try {
            Set<FrameworkId> frameworks = window.frameworks().orElse(List.of()).stream()
                    .map(id -> new FrameworkId(id.strip()))
                    .collect(Collectors.toUnmodifiableSet());
            return new QuietWindow(name, new Cron(window.cron()), window.duration(), window.zone(), frameworks);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sluice.planning.windows." + name + ": " + e.getMessage(), e);
        }
    }

    /** What holds a framework now: the window that stays open longest. */
    public Optional<Hold> hold(FrameworkId id, Instant now) {
        return windows.stream()
                .filter(w -> w.covers(id))
                .flatMap(w -> w
                        .openUntil(now)
                        .map(until -> new Hold(until, "quiet window " + w.name(), Bars.BOTH, Rule.QUIET_WINDOW))
                        .stream())
                .max(Comparator.comparing(Hold::until));
    }
}
