package dev.sluice.dashboard;

import dev.sluice.api.view.AlertView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One episode of an alert, in words. */
public record AlertModel(AlertView view, Titles titles) {

    /** What it caused, or why nothing, in a few words. */
    public String caused() {
        var hint = view.hint();
        if (hint == null) {
            return "nothing: " + PageWords.lower(view.verdict());
        }
        var words = PageWords.lower(hint.action())
                + (hint.nodes() == null ? "" : " to " + PageWords.count(hint.nodes(), "node"));
        if (overruled()) {
            return words + ", overruled by metrics" + (hint.inEffect() ? " so far" : "");
        }
        return words + (hint.inEffect() ? "" : ", over");
    }

    /** Whether it asked for nodes and the framework's own metrics did not bear that out. */
    public boolean overruled() {
        return view.metrics() != null && view.confirmedAt() == null;
    }

    public boolean firing() {
        return view.state().equals("FIRING");
    }

    /** By name. */
    public List<Map.Entry<String, String>> labels() {
        return List.copyOf(new TreeMap<>(view.labels()).entrySet());
    }
}
