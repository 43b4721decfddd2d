package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;

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

    /** How Sluice itself is. */
    public record HealthView(boolean leader, int agentsConnected, int agentsKnown, int nodes, int stuck) {}
}
