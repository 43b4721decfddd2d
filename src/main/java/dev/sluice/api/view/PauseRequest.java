package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of a pause.
 *
 * @param framework whom to leave alone; all when absent
 * @param minutes for how long, 1 to 43200 (30 days)
 * @param reason why, required
 */
public record PauseRequest(
        @Nullable String framework,
        @Nullable Integer minutes,
        @Nullable String reason) {}
