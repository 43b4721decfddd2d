package dev.sluice.fleet;

import java.time.Instant;

/**
 * A person's word that a node is not to be moved.
 *
 * @param reason why, not blank
 */
public record Pin(String actor, String reason, Instant since) {

    public Pin {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("pin: needs a reason");
        }
    }

    /** For people, as in {@code pinned by ann: licence is bound to it}. */
    public String words() {
        return "pinned by " + actor + ": " + reason;
    }
}
