package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/operations/{id}/cancel}, {@code undo}, {@code retry}, {@code force} and {@code wait}, and of the
 * same below {@code /nodes/{node}}.
 *
 * @param reason why, required
 * @param seconds how much longer to wait; required for {@code wait}, and for nothing else
 * @param dryRun default true: answer with what would happen and touch nothing
 */
public record ControlRequest(
        @Nullable String reason,
        @Nullable Long seconds,
        @Nullable Boolean dryRun) {}
