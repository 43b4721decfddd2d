package dev.sluice.telemetry.store;

/** One series breaks a rule; the others of its batch do not suffer. Carries no stack trace: hostile input is cheap. */
public final class BadSeries extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Rejection reason;

    public BadSeries(Rejection reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Rejection reason() {
        return reason;
    }

    /** What to tell the sender: the series and the rule. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
