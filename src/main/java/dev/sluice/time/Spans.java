package dev.sluice.time;

/** Lengths of time as people read them. */
public final class Spans {

    private Spans() {}

    /** {@code 42 s}, {@code 3 min}, {@code 2 h}. */
    public static String words(long seconds) {
        if (seconds < 90) {
            return seconds + " s";
        }
        return seconds < 5400 ? Math.round(seconds / 60.0) + " min" : Math.round(seconds / 3600.0) + " h";
    }
}
