package dev.sluice.cli;

/** Why a verb ends without having done its work: one sentence for people and the exit code for scripts. */
public final class Fault extends RuntimeException {

    /** The server failed, or answered something that cannot be understood. */
    static final int FAILED = 1;
    /** The command line itself is wrong. */
    static final int USAGE = 2;
    /** No server is known, or it does not answer. */
    static final int UNREACHABLE = 3;
    /** The server understood and said no. */
    static final int REFUSED = 4;

    private final int exitCode;

    Fault(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
