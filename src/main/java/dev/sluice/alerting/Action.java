package dev.sluice.alerting;

/** What an alert may hint at. */
public enum Action {
    /** It should have more nodes, up to a target that is worked out once; meanwhile it gives none. */
    RAISE,
    /** It should give none. */
    HOLD,
    /** It should neither give nor take. */
    FREEZE
}
