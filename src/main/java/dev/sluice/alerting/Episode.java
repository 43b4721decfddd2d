package dev.sluice.alerting;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One time that one alert fired, and what came of it.
 *
 * @param seen in how many notifications it was
 */
public record Episode(
        long number,
        String source,
        String fingerprint,
        Span span,
        Map<String, String> labels,
        String summary,
        int seen,
        Outcome outcome) {

    public static final String NAME = "alertname";

    public Episode {
        labels = Map.copyOf(labels);
    }

    /**
     * When it fired, and when it was heard of.
     *
     * @param endsAt when it was over, by its sender; empty while it fires or where that is not said
     */
    public record Span(
            boolean firing, Instant startsAt, Optional<Instant> endsAt, Instant firstSeen, Instant lastSeen) {}

    /**
     * What came of it.
     *
     * @param why one sentence for people
     * @param nextAt when it may be considered again, or when its policy may act for the framework again
     * @param confirmedAt when the framework's own metrics first confirmed that it should have more nodes; only of RAISE
     */
    public record Outcome(
            Verdict verdict, String why, Optional<Hint> hint, Optional<Instant> nextAt, Optional<Instant> confirmedAt) {

        /** One that has not been weighed against metrics. */
        Outcome(Verdict verdict, String why, Optional<Hint> hint, Optional<Instant> nextAt) {
            this(verdict, why, hint, nextAt, Optional.empty());
        }
    }

    /** What came of it; stable codes. */
    public enum Verdict {
        /** It has not been considered yet. */
        NEW,
        /** No policy matches its labels. */
        NO_POLICY,
        /** It says that its data source is away or silent, which is no load. */
        NO_DATA_SOURCE,
        /** Its policy names no framework that there is. */
        NO_FRAMEWORK,
        /** Too little is known of the framework; it is considered again. */
        NO_DATA,
        /** The framework has all that the policy or its cap allows. */
        AT_BOUND,
        /** The policy has just acted for this framework; it is considered again at the next allowed time. */
        HELD_OFF,
        /** A hint is in effect, or has run out. */
        HINTED,
        /** The hint was lifted, since the alert is resolved. */
        LIFTED,
        /** It was resolved before it could cause anything. */
        OVER
    }

    /** The alert's name; its fingerprint where it has none. */
    public String name() {
        return labels.getOrDefault(NAME, fingerprint);
    }
}
