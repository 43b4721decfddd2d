package dev.sluice.moving;

import java.time.Instant;

/**
 * How many nodes of one framework may be under way at once: additive increase, multiplicative decrease, as in TCP's
 * congestion avoidance (RFC 5681).
 *
 * @param size the number now, 1 or more
 * @param well moves that went well since the size last changed
 * @param since when the size last was halved; moves that had begun before belong to that failure
 */
record Pace(int size, int well, Instant since) {

    Pace {
        if (size < 1 || well < 0) {
            throw new IllegalArgumentException(
                    "pace: size must be 1 or more and well 0 or more, got " + size + ", " + well);
        }
    }

    static Pace beginning(int size) {
        return new Pace(size, 0, Instant.MIN);
    }

    /** One more once as many moves as may be under way have gone well, up to {@code most}. */
    Pace wentWell(int most) {
        boolean round = well + 1 >= size;
        return round ? new Pace(Math.max(size, Math.min(most, size + 1)), 0, since) : new Pace(size, well + 1, since);
    }

    /** Half, rounded down, and never below one; what had begun before the last halving does not halve again. */
    Pace failed(Instant begun, Instant now) {
        return begun.isBefore(since) ? new Pace(size, 0, since) : new Pace(Math.max(1, size / 2), 0, now);
    }
}
