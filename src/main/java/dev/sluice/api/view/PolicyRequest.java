package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /api/policies/{framework}}. What is absent stays as it is.
 *
 * @param mode observe, suggest or auto
 * @param reset true: back to the configuration, without any of the values
 * @param version that the change was thought out on; then it is refused when somebody else was faster
 * @param reason why; required unless it is a dry run
 * @param dryRun default true: answer with what would change and change nothing
 */
public record PolicyRequest(
        @Nullable Integer guarantee,
        @Nullable Integer deserved,
        @Nullable Integer cap,
        @Nullable Double weight,
        @Nullable Double target,
        @Nullable String mode,
        @Nullable Boolean reset,
        @Nullable Integer version,
        @Nullable String reason,
        @Nullable Boolean dryRun) {}
