package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

/** A pressure from 0 to 2 as a bar with a tick at 1.00, which is just right; eighths of a cell where there is Unicode. */
final class Bar {

    /** Cells on either side of the tick. */
    private static final int HALF = 10;

    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Bar() {}

    static String pressure(@Nullable Double value, String verdict, Ink ink) {
        var filled = value == null ? 0 : Math.min(Math.max(value, 0), 2) * HALF;
        var left = cells(filled, ink);
        var right = cells(filled - HALF, ink);
        var tick = ink.dim(ink.unicode() ? "│" : "|");
        return ink(left, verdict, ink) + tick + ink(right, verdict, ink);
    }

    /** Ten cells or fewer, the rest in a light ground. */
    private static String cells(double filled, Ink ink) {
        var eighths = (int) Math.round(Math.min(Math.max(filled, 0), HALF) * 8);
        if (!ink.unicode()) {
            var whole = (eighths + 4) / 8;
            return "#".repeat(whole) + ".".repeat(HALF - whole);
        }
        var whole = eighths / 8;
        var part = eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8));
        return "█".repeat(whole) + part + "·".repeat(HALF - whole - part.length());
    }

    static String ink(String text, String verdict, Ink ink) {
        return switch (verdict) {
            case "OVERLOADED" -> ink.red(text);
            case "RIGHT" -> ink.green(text);
            case "SLACK" -> ink.blue(text);
            default -> ink.dim(text);
        };
    }
}
