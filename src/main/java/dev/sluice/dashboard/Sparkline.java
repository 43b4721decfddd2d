package dev.sluice.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Points of small line charts, for SVG. */
final class Sparkline {

    private Sparkline() {}

    /**
     * Lines through {@code values} in a box, the highest at the top; split where a value is unknown, which is no zero.
     *
     * @param top the value at the upper edge; larger ones are drawn there
     */
    static List<String> lines(List<@Nullable Double> values, double width, double height, double top) {
        var step = values.size() > 1 ? width / (values.size() - 1) : 0;
        var lines = new ArrayList<List<String>>();
        lines.add(new ArrayList<>());
        for (var i = 0; i < values.size(); i++) {
            var value = values.get(i);
            if (value == null) {
                lines.add(new ArrayList<>());
            } else {
                lines.getLast()
                        .add(String.format(
                                Locale.ROOT, "%.1f,%.1f", i * step, height - Math.min(value, top) / top * height));
            }
        }
        return lines.stream()
                .filter(line -> line.size() > 1)
                .map(line -> String.join(" ", line))
                .toList();
    }
}
