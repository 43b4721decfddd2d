package dev.sluice.suggesting;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been decided: kept for good, so that it can be explained months later. */
public interface Decisions {

    /**
     * Newest first.
     *
     * @param before only those with a smaller number; empty for the newest
     */
    Uni<List<Kept>> recent(Optional<Long> before, int limit);

    Uni<Optional<Kept>> find(long number);

    /**
     * One decision. The maps are what JSON objects hold.
     *
     * @param kind OPENED, or the state in which a suggestion ended
     * @param suggestion that it was about, for example {@code s-12}
     * @param inputs what the frameworks had, needed and were allowed
     * @param scores pressures by framework
     * @param thresholds the constants that held
     * @param outcome the plan: suggestions, what was weighed, and what was left out and why
     */
    record Kept(
            long number,
            Instant at,
            String kind,
            Optional<String> suggestion,
            String actor,
            Map<String, Object> inputs,
            Map<String, Object> scores,
            Map<String, Object> thresholds,
            Map<String, Object> outcome) {}
}
