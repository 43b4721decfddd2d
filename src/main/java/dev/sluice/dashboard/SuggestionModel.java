package dev.sluice.dashboard;

import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.api.view.SuggestionView.EffectView;
import java.util.List;

/** A suggestion as the pages show it. */
public record SuggestionModel(SuggestionView view, Titles titles, boolean mayAct) {

    private static final int NAMED = 12;

    /** What a person reads first. */
    public String headline() {
        return "Move " + PageWords.count(view.nodes().size(), "node") + " from " + titles.of(view.from()) + " to "
                + titles.of(view.to());
    }

    public boolean open() {
        return view.state().equals("OPEN");
    }

    /** The first nodes; {@link #more()} says how many are left. */
    public List<String> named() {
        return view.nodes().subList(0, Math.min(NAMED, view.nodes().size()));
    }

    public int more() {
        return Math.max(0, view.nodes().size() - NAMED);
    }

    /** The move page with this plan filled in, to take fewer nodes or others. */
    public String changePath() {
        var from = view.from() == null ? "reservoir" : view.from();
        return "/move?from=" + from + "&to=" + view.to() + "&nodes=" + String.join(",", view.nodes());
    }

    /** How long its drains are expected to take; empty where nothing drains. */
    public String drain() {
        DrainView drain = view.drain();
        return drain == null ? "" : drain.sentence();
    }

    public List<EffectView> effects() {
        return view.effects();
    }
}
