package dev.sluice.dashboard;

import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.StatusView;
import java.util.List;

/**
 * One page of the table of alerts.
 *
 * @param more whether there are older ones
 */
public record AlertTable(AlertQuery query, List<AlertModel> rows, boolean more) {

    /** @param found one more than the table shows, where there are so many */
    static AlertTable of(AlertQuery query, List<AlertView> found, StatusView status) {
        var titles = Titles.of(status);
        return new AlertTable(
                query,
                found.stream()
                        .limit(AlertQuery.ROWS)
                        .map(view -> new AlertModel(view, titles))
                        .toList(),
                found.size() > AlertQuery.ROWS);
    }

    /** Its name in the live feed. */
    public String part() {
        return "alerts:" + query;
    }

    /** The address of what is older than all that is shown. */
    public String older() {
        return query.older(rows.getLast().view().id());
    }
}
