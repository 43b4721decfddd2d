package dev.sluice.agent.node;

/** One line per event on standard error; whoever runs the agent keeps it (journald, the demo, a terminal). */
final class Log {

    private static final long DAY = 86_400_000L;

    private Log() {}

    /** Thread safe. The time is UTC, put together by hand: the JDK's formatter would cost a megabyte. */
    static void say(String line) {
        long milli = System.currentTimeMillis() % DAY;
        StringBuilder text = new StringBuilder();
        two(text, milli / 3_600_000).append(':');
        two(text, milli / 60_000 % 60).append(':');
        two(text, milli / 1000 % 60).append("Z ").append(line);
        System.err.println(text);
    }

    private static StringBuilder two(StringBuilder text, long number) {
        return number < 10 ? text.append('0').append(number) : text.append(number);
    }
}
