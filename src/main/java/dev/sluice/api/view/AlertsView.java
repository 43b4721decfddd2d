package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts that have come in.
 *
 * @param storm while so many fire that nothing is done without approval; else null
 * @param episodes newest first
 */
public record AlertsView(@Nullable StormView storm, List<AlertView> episodes) {

    public AlertsView {
        episodes = List.copyOf(episodes);
    }

    /** @param episodes new within the worst minute */
    public record StormView(Instant since, Instant until, int episodes, String sentence) {}
}
