package dev.sluice.server;

/** The server cannot start; the message is one sentence for people: the thing, the rule and the way out. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
