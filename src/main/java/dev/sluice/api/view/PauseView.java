package dev.sluice.api.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A framework that is left alone.
 *
 * @param framework null for all of them
 */
public record PauseView(@Nullable String framework, String reason, String actor, Instant since, Instant until) {}
