package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a drain takes, before it begins: as long as drains of the same framework took before. What a framework itself says
 * of a drain, {@link dev.sluice.driver.DrainProgress#eta}, it can only say once that has begun.
 */
public interface DrainTimes {

    /** Fewer drains than this prove nothing. */
    int FEWEST = 3;

    /** For so many nodes of a donor. Never blocks; empty while fewer than {@link #FEWEST} drains have ended. */
    Optional<Estimate> estimate(FrameworkId donor, int nodes);

    /**
     * @param drains how many it rests on
     * @param usual of one node: the median
     * @param slow of one node: one in ten took longer
     * @param all of all nodes, one round after the other; rough, as rounds overlap and the slowest node of each counts
     */
    record Estimate(int drains, Duration usual, Duration slow, Duration all) {

        /** With as many nodes at once as a leader begins with, and one more after each round. */
        static Estimate of(int drains, Duration usual, Duration slow, int nodes, MovingConfig.Parallelism parallelism) {
            int rounds = 0;
            int size = parallelism.first();
            for (int left = nodes; left > 0; left -= size, size = Math.clamp(size + 1L, size, parallelism.most())) {
                rounds++;
            }
            return new Estimate(drains, usual, slow, usual.multipliedBy(rounds));
        }
    }
}
