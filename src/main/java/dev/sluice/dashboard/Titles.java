package dev.sluice.dashboard;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.StatusView;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The frameworks' names for people. */
public record Titles(Map<String, String> byId) {

    static Titles of(StatusView status) {
        return new Titles(
                status.frameworks().stream().collect(Collectors.toMap(FrameworkView::id, FrameworkView::title)));
    }

    /** The reservoir for null; the id of what is configured no more. */
    public String of(@Nullable String framework) {
        return framework == null ? "the reservoir" : byId.getOrDefault(framework, framework);
    }
}
