package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/nodes/{id}/settle}.
 *
 * @param owner framework id, or {@code reservoir}; required
 * @param reason why, required
 */
public record SettleRequest(
        @Nullable String owner, @Nullable String reason) {}
