package dev.sluice.driver.openstack;

/**
 * How many servers may be on their way at once: one more for each full round of moves that went well, half after one that did
 * not (additive increase, multiplicative decrease, as TCP does it: Chiu and Jain, 1989).
 *
 * @param window at least 1
 * @param most that it grows to
 */
record Pace(double window, int most) {

    private static final int FIRST = 2;

    Pace {
        if (most < 1 || window < 1 || window > most) {
            throw new IllegalArgumentException("pace: a window of 1 to " + most + ", got " + window);
        }
    }

    static Pace start(int most) {
        return new Pace(Math.min(FIRST, most), most);
    }

    Pace afterSuccess() {
        return new Pace(Math.min(most, window + 1 / window), most);
    }

    Pace afterFailure() {
        return new Pace(Math.max(1, window / 2), most);
    }

    int atOnce() {
        return (int) window;
    }
}
