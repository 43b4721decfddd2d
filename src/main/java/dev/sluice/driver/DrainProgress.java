package dev.sluice.driver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far a drain is.
 *
 * @param empty nothing is left on the member; it may be released
 * @param remaining pieces of work that are left, 0 when empty
 * @param blockers what holds it up, the worst first
 * @param eta how long the rest will take, where that can be said
 */
public record DrainProgress(boolean empty, int remaining, List<Blocker> blockers, Optional<Duration> eta) {

    public static final DrainProgress EMPTY = new DrainProgress(true, 0, List.of(), Optional.empty());

    public DrainProgress {
        blockers = List.copyOf(blockers);
        if (remaining < 0 || (empty && remaining != 0)) {
            throw new IllegalArgumentException("drain progress: empty means nothing remaining, got " + remaining);
        }
    }

    /** One piece of work and why it is still there, in words for people. */
    public record Blocker(String work, String why) {}
}
