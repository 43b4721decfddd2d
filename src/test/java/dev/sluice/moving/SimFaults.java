package dev.sluice.moving;

import java.util.Random;

/** How often calls go wrong by themselves; nothing does while it is calm. */
final class SimFaults {

    private static final double LOST = 0.005;
    private static final double SLOW = 0.01;

    private boolean calm;

    void calm(boolean now) {
        calm = now;
    }

    boolean isCalm() {
        return calm;
    }

    boolean losesAnswer(Random random) {
        return !calm && random.nextDouble() < LOST;
    }

    boolean isSlow(Random random) {
        return !calm && random.nextDouble() < SLOW;
    }

    /** Of one way; a slow question can still take effect, and its answer come too late. */
    int slowestMillis() {
        return 29_000;
    }
}
