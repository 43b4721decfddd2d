package dev.sluice.cli;

/** Colour and characters, as far as the terminal has them. Colour is never the only sign. */
record Ink(boolean color, boolean unicode) {

    private static final String RESET = "\u001b[0m";

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String red(String text) {
        return in("31", text);
    }

    String green(String text) {
        return in("32", text);
    }

    String yellow(String text) {
        return in("33", text);
    }

    String blue(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return color && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
    }

    String arrow() {
        return unicode ? "→" : "->";
    }

    String dot() {
        return unicode ? " · " : " - ";
    }

    String none() {
        return unicode ? "–" : "-";
    }

    /** Marks the part that gave the pressure. */
    String winner() {
        return unicode ? "▸" : ">";
    }

    /** The width of {@code text} on the screen. */
    static int width(String text) {
        var width = 0;
        var escape = false;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\u001b') {
                escape = true;
            } else if (escape) {
                escape = c != 'm';
            } else if (!Character.isLowSurrogate(c)) {
                width++;
            }
        }
        return width;
    }

    /** Cuts to {@code width} columns, keeping escape sequences whole; a line that wraps cannot be rewritten in place. */
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        var cut = new StringBuilder();
        var columns = 0;
        var escape = false;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\u001b') {
                escape = true;
            }
            if (escape) {
                cut.append(c);
                escape = c != 'm';
            } else if (columns < width) {
                cut.append(c);
                columns++;
            }
        }
        return cut.toString();
    }
}
