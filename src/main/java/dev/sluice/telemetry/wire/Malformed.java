package dev.sluice.telemetry.wire;

/** The bytes are not what they claim to be. Carries no stack trace: hostile input is cheap. */
public final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Malformed(String message) {
        super(message, null, false, false);
    }

    /** What to tell the sender. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
