package dev.sluice.dashboard;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One framework with what concerns it. */
public record FrameworkModel(
        Channel channel, FrameworkView view, List<SuggestionModel> suggestions, List<OperationModel> operations) {

    static Optional<FrameworkModel> of(StatusView status, String id, boolean mayAct) {
        var titles = Titles.of(status);
        return status.frameworks().stream()
                .filter(f -> f.id().equals(id))
                .findFirst()
                .map(f -> new FrameworkModel(
                        Channel.of(status, f),
                        f,
                        status.suggestions().stream()
                                .filter(s -> id.equals(s.from()) || id.equals(s.to()))
                                .map(s -> new SuggestionModel(s, titles, mayAct))
                                .toList(),
                        status.operations().stream()
                                .filter(o -> concerns(o, id))
                                .map(o -> new OperationModel(o, titles, mayAct, status.at()))
                                .toList()));
    }

    private static boolean concerns(OperationView operation, String id) {
        return Objects.equals(operation.from(), id) || Objects.equals(operation.to(), id);
    }

    /** A larger chart of the pressure, in a box of 600 by 120; 1.00 is in the middle. */
    public List<String> chart() {
        return Sparkline.lines(view.history(), 600, 120, 2);
    }

    /** The table behind the chart: every fifth value, the newest first, with how many seconds ago it was. */
    public List<Past> past() {
        var past = new ArrayList<Past>();
        var history = view.history();
        for (var back = 0; back < history.size(); back += 5) {
            past.add(new Past(back * 10, PageWords.ratio(history.get(history.size() - 1 - back))));
        }
        return past;
    }

    /** One row of the table behind the chart. */
    public record Past(int secondsAgo, String pressure) {}
}
