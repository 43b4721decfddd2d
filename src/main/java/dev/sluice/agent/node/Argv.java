package dev.sluice.agent.node;

import java.util.ArrayList;
import java.util.List;

/** A command line as words: split at white space, double quotes keep it, no other character is special. */
final class Argv {

    private Argv() {}

    /**
     * @throws IllegalArgumentException when a quote is left open or there is no word
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("every double quote must be closed");
        }
        if (begun) {
            words.add(word.toString());
        }
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw new IllegalArgumentException("must name a program");
        }
        return words;
    }
}
