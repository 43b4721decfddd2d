package dev.sluice.telemetry.wire;

/** A body unpacks to more than the cap. Carries no stack trace: hostile input is cheap. */
public final class TooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
        super(message, null, false, false);
    }

    /** What to tell the sender. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
