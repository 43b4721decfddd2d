package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, two blanks between columns. A heading that begins with '>' is of a column aligned to the right. */
final class Table {

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " under " + headings.size() + " headings");
        }
        rows.add(List.of(cells));
    }

    List<String> lines(Ink ink) {
        var widths = new int[headings.size()];
        for (var column = 0; column < widths.length; column++) {
            widths[column] = name(column).length();
            for (var row : rows) {
                widths[column] = Math.max(widths[column], Ink.width(row.get(column)));
            }
        }
        var lines = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var column = 0; column < widths.length; column++) {
            names.add(name(column));
        }
        lines.add(ink.dim(line(names, widths)));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (var column = 0; column < widths.length; column++) {
            var cell = cells.get(column);
            var blanks = " ".repeat(widths[column] - Ink.width(cell));
            line.append(column == 0 ? "" : "  ").append(right(column) ? blanks + cell : cell + blanks);
        }
        return line.toString().stripTrailing();
    }

    private boolean right(int column) {
        return headings.get(column).startsWith(">");
    }

    private String name(int column) {
        return right(column) ? headings.get(column).substring(1) : headings.get(column);
    }
}
