package dev.sluice.moving;

/**
 * What went wrong, or who asked for the way back.
 *
 * @param code stable, for journals and metrics
 * @param sentence for people
 */
record Fault(String code, String sentence) {

    /** The code of a way back that a person asked for. */
    static final String ASKED = "undo-asked";

    static final String DEADLINE = "deadline";

    /** Whether a person asked for it, so that nothing is wrong. */
    boolean asked() {
        return code.equals(ASKED);
    }
}
