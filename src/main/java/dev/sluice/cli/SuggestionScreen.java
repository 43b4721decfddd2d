package dev.sluice.cli;

import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.api.view.SuggestionView.EffectView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One suggestion. */
record SuggestionScreen(SuggestionView suggestion, Instant now, Ink ink) {

    List<String> brief() {
        var lines = new ArrayList<String>();
        lines.add(ink.bold("Suggestion " + suggestion.id()) + ink.dot() + headline() + ink.dot() + ending());
        lines.add("  " + suggestion.reason());
        suggestion.effects().forEach(effect -> lines.add("  " + effect(effect, ink)));
        DrainView drain = suggestion.drain();
        if (drain != null) {
            lines.add("  " + drain.sentence());
        }
        if ("OPEN".equals(suggestion.state())) {
            lines.add("  Approve it: " + ink.bold("./sluice approve " + suggestion.id()));
        }
        return lines;
    }

    List<String> full() {
        var lines = new ArrayList<>(brief());
        if (!suggestion.whyNot().isEmpty()) {
            lines.add("");
            lines.add("Left out:");
            var table = new Table("WHAT", "RULE", "WHY");
            suggestion.whyNot().forEach(w -> table.row(w.subject(), Words.lower(w.rule()), w.sentence()));
            table.lines(ink).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private String headline() {
        return "move " + Words.count(suggestion.nodes().size(), "node") + " from " + Words.owner(suggestion.from())
                + " to " + suggestion.to() + ": " + Words.few(suggestion.nodes());
    }

    private String ending() {
        var operation = suggestion.operation();
        return switch (suggestion.state()) {
            case "OPEN" -> "open for " + Words.between(now, suggestion.expiresAt());
            case "APPROVED" -> operation == null ? "approved" : "approved, carried out by " + operation;
            default -> Words.lower(suggestion.state());
        };
    }

    static String effect(EffectView effect, Ink ink) {
        return effect.framework() + ": " + effect.nodesBefore() + " " + ink.arrow() + " "
                + Words.count(effect.nodesAfter(), "node") + ", pressure " + Words.ratio(effect.before(), ink) + " "
                + ink.arrow() + " " + Words.ratio(effect.after(), ink);
    }
}
