package dev.sluice.telemetry.store;

/** Why a good sample was not stored; the sender hears nothing of it, the counters do. */
public enum Skip {
    /** It feeds no signal. */
    NOT_KEPT,
    /** It feeds a signal, but neither {@code node} nor {@code instance} says of which node. */
    NO_NODE,
    /** The twin of a pair sent it before. */
    DUPLICATE,
    /** The time of the newest sample, another value. */
    CONFLICTING,
    /** Older than the newest sample of its series. */
    OLDER,
    /** Older than the hot hour. */
    COLD,
    /** Not a number, or infinite. */
    NOT_FINITE,
    /** A histogram, which no signal reads. */
    HISTOGRAM
}
