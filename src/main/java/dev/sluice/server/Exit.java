package dev.sluice.server;

/** Exit codes of every Sluice program, the command line included; 130 and 143 follow Ctrl-C and SIGTERM. */
public final class Exit {

    public static final int OK = 0;
    /** Something that should have worked did not; the message says what. */
    public static final int FAILED = 1;
    /** The command line itself is wrong. */
    public static final int USAGE = 2;
    /** No server answers. */
    public static final int UNREACHABLE = 3;
    /** The server answered no. */
    public static final int REFUSED = 4;

    private Exit() {}
}
