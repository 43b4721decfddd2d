package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of a rejection or an undo.
 *
 * @param reason why, required
 */
public record ReasonRequest(@Nullable String reason) {}
