package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One suggestion.
 *
 * @param id for example {@code s-12}
 * @param state OPEN, APPROVED, REJECTED, EXPIRED or SUPERSEDED
 * @param from framework id; null for the reservoir
 * @param operation that carries it out once approved
 * @param drain how long it is expected to take until its nodes are empty; null from the reservoir and once it has ended
 */
public record SuggestionView(
        String id,
        String state,
        @Nullable String from,
        String to,
        List<String> nodes,
        String reason,
        List<EffectView> effects,
        List<WhyNotView> whyNot,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String operation,
        @Nullable DrainView drain) {

    /** Expected change for one framework, the donor first. */
    public record EffectView(String framework, int nodesBefore, int nodesAfter, double before, double after) {}

    /** What was left out and why; {@code rule} is a stable code. */
    public record WhyNotView(String subject, String rule, String sentence) {}
}
