package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/agents/tokens}.
 *
 * @param node the id of the node that is to join; required
 */
public record JoinTokenRequest(@Nullable String node) {}
