package dev.sluice.pressure;

import java.time.Duration;

/**
 * The constants of the score.
 *
 * @param expiry older than this, a reading or a signal is no data
 * @param coverage share of the serving nodes that must have fresh signals, 0 to 1
 * @param pendingAge younger pending work is not counted yet
 * @param tolerance how far from 1.00 a pressure is still just right
 */
public record ScoringRules(Duration expiry, double coverage, Duration pendingAge, double tolerance) {

    /**
     * Above this utilisation stall time counts; below it, a cgroup limit raises it falsely (kubernetes/enhancements 5062).
     */
    public static final double STALL_GATE = 0.7;

    /** The percentile over a framework's nodes, as in OpenShift's descheduler rules. */
    public static final double PERCENTILE = 0.66;

    public static final ScoringRules DEFAULTS =
            new ScoringRules(Duration.ofSeconds(180), 0.95, Duration.ofSeconds(30), 0.10);

    public ScoringRules {
        if (!(coverage >= 0 && coverage <= 1)) {
            throw new IllegalArgumentException("coverage must be 0 to 1, got " + coverage);
        }
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance must be 0 or more and below 1, got " + tolerance);
        }
    }
}
