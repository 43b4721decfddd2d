package dev.sluice.dashboard;

import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.live.CellSignal;
import java.util.List;

/**
 * The first page.
 *
 * @param signal that the map's cells are coloured by
 * @param firstFrame the live feed's snapshot of the same picture, for the page's script
 */
public record FleetModel(
        StatusView status,
        Answer answer,
        List<Channel> channels,
        List<SuggestionModel> suggestions,
        List<OperationModel> operations,
        CellSignal signal,
        String firstFrame) {

    /** Operations that the first page has room for; running ones come first. */
    static final int OPERATIONS = 4;

    public CellSignal[] signals() {
        return CellSignal.values();
    }

    static List<SuggestionModel> suggestions(StatusView status, boolean mayAct) {
        var titles = Titles.of(status);
        return status.suggestions().stream()
                .map(s -> new SuggestionModel(s, titles, mayAct))
                .toList();
    }

    static List<OperationModel> operations(StatusView status, boolean mayAct) {
        var titles = Titles.of(status);
        return status.operations().stream()
                .limit(OPERATIONS)
                .map(o -> new OperationModel(o, titles, mayAct, status.at()))
                .toList();
    }
}
