package dev.sluice.dashboard;

import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.StatusView;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The alerts of the last days that name a node, or hinted at something for its owner; the newest first. */
public record NodeAlerts(List<AlertModel> all) {

    /** As far back as the charts go. */
    static final Duration SPAN = Duration.ofDays(7);

    static final int MOST = 50;

    static NodeAlerts of(List<AlertView> found, StatusView status) {
        var titles = Titles.of(status);
        return new NodeAlerts(
                found.stream().map(view -> new AlertModel(view, titles)).toList());
    }

    /** For the charts: when each began, as {@code alert-7@1767225600000}, apart by spaces. */
    public String marks() {
        return all.stream()
                .map(a -> "alert-" + a.view().id() + "@" + a.view().startsAt().toEpochMilli())
                .collect(Collectors.joining(" "));
    }
}
