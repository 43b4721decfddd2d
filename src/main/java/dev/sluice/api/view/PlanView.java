package dev.sluice.api.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a dry run: what would be done, and what stands in the way.
 *
 * @param nodes that would move, in order
 * @param problems that would refuse it, each one sentence; empty when it may start
 * @param drain how long it is expected to take until the nodes are empty; null from the reservoir
 */
public record PlanView(
        @Nullable String from,
        @Nullable String to,
        List<String> nodes,
        List<SuggestionView.EffectView> effects,
        List<String> problems,
        @Nullable DrainView drain) {}
