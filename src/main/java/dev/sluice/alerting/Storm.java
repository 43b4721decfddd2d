package dev.sluice.alerting;

import java.time.Instant;

/**
 * So many alerts were new within a minute that automatic mode waits for approval.
 *
 * @param episodes in the worst minute
 */
public record Storm(Instant trippedAt, Instant until, int episodes) {

    public String sentence() {
        return episodes + " alerts were new within a minute; nothing is done without approval until " + until + ".";
    }
}
