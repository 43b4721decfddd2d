package dev.sluice.agent.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The keys of a properties file in its order, each with the line that it begins on. The grammar is that of
 * {@link Properties#load(java.io.Reader)}, which knows neither lines nor that a key is there twice.
 */
final class FileLines {

    /** One key and its value, without the escapes. */
    record Entry(int line, String key, String value) {}

    private FileLines() {}

    /**
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when a Unicode escape is malformed
     */
    static List<Entry> read(BufferedReader reader) throws IOException {
        List<Entry> entries = new ArrayList<>();
        StringBuilder logical = new StringBuilder();
        int first = 0;
        int at = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            at++;
            boolean begins = logical.isEmpty();
            String text = line.stripLeading();
            if (begins && (text.isEmpty() || text.startsWith("#") || text.startsWith("!"))) {
                continue;
            }
            first = begins ? at : first;
            logical.append(text);
            if (goesOn(text)) {
                logical.setLength(logical.length() - 1);
                // Keeps a line of which nothing is left apart from one that has not begun.
                if (logical.isEmpty()) {
                    logical.append(' ');
                }
            } else {
                add(entries, first, logical.toString());
                logical.setLength(0);
            }
        }
        if (!logical.isEmpty()) {
            add(entries, first, logical.toString());
        }
        return entries;
    }

    /** Whether it ends in a backslash that is not itself escaped. */
    private static boolean goesOn(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private static void add(List<Entry> entries, int line, String logical) throws IOException {
        Properties one = new Properties();
        one.load(new StringReader(logical));
        one.forEach((key, value) ->
                entries.add(new Entry(line, key.toString(), value.toString().strip())));
    }
}
