package dev.sluice.api.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A framework's policy.
 *
 * @param policy in force
 * @param configured what the configuration says
 * @param changed whether a person's word holds instead of the configuration's
 * @param version counts the changes; 0 before the first
 * @param newest change; null before the first
 */
public record PolicyView(
        String framework,
        String title,
        FrameworkView.RulesView policy,
        FrameworkView.RulesView configured,
        boolean changed,
        int version,
        @Nullable ChangeView newest) {

    /** @param after null for the configuration's */
    public record ChangeView(
            int version,
            Instant at,
            String actor,
            String reason,
            FrameworkView.RulesView before,
            FrameworkView.@Nullable RulesView after) {}
}
