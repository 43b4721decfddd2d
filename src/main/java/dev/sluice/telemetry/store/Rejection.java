package dev.sluice.telemetry.store;

/** Why a series was refused; the sender hears of it, and must not send it again. */
public enum Rejection {
    /** Labels unsorted, repeated, empty, too many, too long, not UTF-8, or a reference to no symbol. */
    LABELS,
    /** A sample from more than ten minutes ahead. */
    FUTURE,
    /** A sample from more than a day ago: mostly seconds that were sent as milliseconds. */
    ANCIENT,
    /** The node has as many series as one node may have. */
    NODE_SERIES_LIMIT,
    /** The store has as many series as it may have. */
    SERIES_LIMIT,
    /** The node is fed by as many sources as one node may have. */
    SOURCE_LIMIT,
    /** A sum that can be read neither as a total nor as what was added to one. */
    TEMPORALITY,
    /** The bytes are not what they claim to be. */
    MALFORMED
}
