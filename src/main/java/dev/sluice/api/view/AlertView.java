package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One time that one alert fired, and what came of it.
 *
 * @param state FIRING or RESOLVED
 * @param seen in how many notifications it was
 * @param verdict stable code of what came of it
 * @param why the same in one sentence
 * @param hint what it hints or hinted at, if anything
 * @param metrics what the framework's own metrics say to that, in one sentence; null where there is nothing to confirm
 * @param confirmedAt when they first confirmed it; null when they have not
 * @param nextAt when its policy may act for this framework again
 * @param suggestions that were made for the framework while the hint was in effect
 */
public record AlertView(
        long id,
        String name,
        String source,
        String fingerprint,
        String state,
        Instant startsAt,
        @Nullable Instant endsAt,
        Instant firstSeen,
        Instant lastSeen,
        int seen,
        Map<String, String> labels,
        String summary,
        String verdict,
        String why,
        @Nullable HintView hint,
        @Nullable String metrics,
        @Nullable Instant confirmedAt,
        @Nullable Instant nextAt,
        List<String> suggestions) {

    public AlertView {
        labels = Map.copyOf(labels);
        suggestions = List.copyOf(suggestions);
    }

    /**
     * What a policy hints at.
     *
     * @param action RAISE, HOLD or FREEZE
     * @param baseline nodes that carried its work at the beginning; only of RAISE
     * @param nodes that it should have; only of RAISE
     * @param inEffect whether planning reckons with it now
     */
    public record HintView(
            String policy,
            String framework,
            String action,
            @Nullable Integer baseline,
            @Nullable Integer nodes,
            Instant from,
            Instant until,
            boolean inEffect) {}
}
