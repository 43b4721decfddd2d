package dev.sluice.planning;

import java.time.Duration;

/**
 * What an {@link Outlook} is made of. The weights are shares of the whole; what remains is the memory of all days.
 *
 * @param days how many are remembered
 * @param halfLife after which a need counts half, in the memory of all days
 * @param present of the need of this moment
 * @param recent of the last half hour
 * @param rhythm of the same time on the days before
 * @param tail of a need that is larger than any before
 */
public record OutlookRules(int days, Duration halfLife, double present, double recent, double rhythm, double tail) {

    /** Held against traces of several kinds, see decision 0015. */
    public static final OutlookRules DEFAULTS = new OutlookRules(7, Duration.ofDays(1), 0.4, 0.3, 0.2, 0.05);

    public OutlookRules {
        if (days < 1 || halfLife.toSeconds() < 1) {
            throw new IllegalArgumentException("outlook: days and half-life must be above 0");
        }
        if (!(present >= 0 && recent >= 0 && rhythm >= 0 && tail >= 0 && present + recent + rhythm + tail <= 1)) {
            throw new IllegalArgumentException(
                    "outlook: weights must be 0 or more and add up to 1 at most, got present " + present + ", recent "
                            + recent + ", rhythm " + rhythm + ", tail " + tail);
        }
    }
}
