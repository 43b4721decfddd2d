package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole picture: {@code GET /api/status}, the snapshot of the live feed, and what the page is rendered from.
 *
 * @param suggestions the open ones
 * @param operations running ones first, then the newest ended ones, at most 20
 */
public record StatusView(
        Instant at,
        HealthView health,
        List<FrameworkView> frameworks,
        List<NodeView> nodes,
        List<SuggestionView> suggestions,
        List<OperationView> operations) {

    /**
     * How Sluice itself is.
     *
     * @param leader whether the server that answers is the one that decides and moves
     * @param leaderName which server that is; null while nobody is known to lead
     * @param term of the leadership; grows by one with each take-over, 0 when unknown
     * @param stuck moves that need a person
     * @param frozen nodes that nobody may move until they are put right
     * @param storm while so many alerts fire that nothing is done without approval; else null
     */
    public record HealthView(
            boolean leader,
            @Nullable String leaderName,
            long term,
            int agentsConnected,
            int agentsKnown,
            int nodes,
            int stuck,
            int frozen,
            AlertsView.@Nullable StormView storm) {}
}
