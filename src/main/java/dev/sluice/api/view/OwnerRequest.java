package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/nodes/{id}/owner}.
 *
 * @param owner framework id, or {@code reservoir}; required
 */
public record OwnerRequest(@Nullable String owner) {}
