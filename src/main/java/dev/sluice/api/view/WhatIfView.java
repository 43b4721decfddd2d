package dev.sluice.api.view;

import dev.sluice.api.view.SuggestionView.EffectView;
import dev.sluice.api.view.SuggestionView.WhyNotView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan for a fleet that is not there.
 *
 * @param pressures of every framework, with the changes
 * @param suggestions what would be suggested
 * @param whyNot for each framework that takes part in none of them
 */
public record WhatIfView(List<PressureView> pressures, List<PlannedView> suggestions, List<WhyNotView> whyNot) {

    /** @param pressure null when it is not known */
    public record PressureView(String framework, @Nullable Double pressure, String verdict, String because) {}

    /** @param from framework id; null for the reservoir */
    public record PlannedView(
            @Nullable String from,
            String to,
            List<String> nodes,
            String reason,
            List<EffectView> effects,
            List<WhyNotView> whyNot) {}
}
