package dev.sluice.agent.node;

/** The words of one line in turn, without a regular expression or an array: it runs over many lines every few seconds. */
final class Words {

    private final String line;
    private int at;

    Words(String line, int from) {
        this.line = line;
        this.at = from;
    }

    boolean more() {
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
        return at < line.length();
    }

    /**
     * @throws IllegalArgumentException when the line is at its end
     */
    String next() {
        if (!more()) {
            throw new IllegalArgumentException("a word is missing at the end of: " + line);
        }
        int start = at;
        while (at < line.length() && line.charAt(at) > ' ') {
            at++;
        }
        return line.substring(start, at);
    }

    long nextLong() {
        return Long.parseLong(next());
    }

    void skip(int words) {
        for (int i = 0; i < words; i++) {
            next();
        }
    }
}
