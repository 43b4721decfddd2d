package dev.sluice.telemetry;

import java.util.List;

/**
 * A signal of one node, for a chart.
 *
 * @param unit {@code ratio}, 0 to 1, or {@code tasks}
 * @param points pairs of milliseconds since 1970 and value, oldest first; a value of null is a gap, not to be drawn across
 */
public record SeriesView(String signal, String unit, List<Number[]> points) {

    public SeriesView {
        points = List.copyOf(points);
    }
}
