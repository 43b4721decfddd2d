package dev.sluice.agent.node;

import java.util.Optional;

/**
 * One line of {@code /proc/<pid>/stat}, as far as it is needed.
 *
 * @param state as in {@code ps}: R, S, D, Z, …
 * @param userTicks time in user mode, in clock ticks (100 per second on every Linux platform of the JDK)
 * @param systemTicks time in the kernel, in clock ticks
 * @param startTicks when it started, in clock ticks since boot; together with the pid it is never used twice
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcStat(long pid, char state, long parent, long userTicks, long systemTicks, long startTicks) {

    static final int TICKS_PER_SECOND = 100;

    /** Whether it can still do something: neither a zombie nor dead. */
    boolean alive() {
        return state != 'Z' && state != 'X';
    }

    long cpuTicks() {
        return userTicks + systemTicks;
    }

    /** Empty for a line that is not of this form; the program's name may hold spaces and brackets. */
    static Optional<ProcStat> parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 2 || close < open) {
            return Optional.empty();
        }
        Words words = new Words(line, close + 1);
        try {
            long pid = Long.parseLong(line.substring(0, open).strip());
            char state = words.next().charAt(0);
            long parent = words.nextLong();
            words.skip(9);
            long user = words.nextLong();
            long system = words.nextLong();
            words.skip(6);
            return Optional.of(new ProcStat(pid, state, parent, user, system, words.nextLong()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
