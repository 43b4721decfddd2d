package dev.sluice.api.view;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One decision as it was kept.
 *
 * @param kind OPENED, or the state in which the suggestion ended
 * @param inputs what the frameworks had, needed and were allowed
 * @param scores pressures by framework
 * @param thresholds the constants that held
 * @param outcome suggestions, what was weighed, and what was left out and why
 */
public record DecisionView(
        long id,
        Instant at,
        String kind,
        @Nullable String suggestion,
        String actor,
        Map<String, Object> inputs,
        Map<String, Object> scores,
        Map<String, Object> thresholds,
        Map<String, Object> outcome) {}
