package dev.sluice.dashboard;

import dev.sluice.alerting.AlertBook.Wanted;
import dev.sluice.api.ApiProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts the table shows; the page's address says it all.
 *
 * @param q words in labels, summary, policy or reason; empty for all
 * @param framework id that a hint was for, or empty for all
 * @param state firing, resolved, or empty for all
 * @param before only older ones than this episode; null for the newest
 */
public record AlertQuery(
        String q, String framework, String state, @Nullable Long before) {

    static final int ROWS = 50;

    /** Reads an address; throws {@link ApiProblem} with one sentence where it makes no sense. */
    static AlertQuery of(Map<String, String> given) {
        var state = given.getOrDefault("state", "");
        if (!state.isEmpty() && !state.equals("firing") && !state.equals("resolved")) {
            throw ApiProblem.badRequest(
                    "bad-state",
                    "Alerts are firing or resolved, not '" + Address.clipped(state) + "'; leave it out for both.");
        }
        return new AlertQuery(
                Address.clipped(given.getOrDefault("q", "").strip()),
                Address.clipped(given.getOrDefault("framework", "")),
                state,
                before(given.getOrDefault("before", "")));
    }

    /** Reads what {@link #toString()} writes. */
    static AlertQuery parse(String query) {
        return of(Address.read(query));
    }

    private static @Nullable Long before(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw ApiProblem.badRequest(
                    "bad-before", "'" + Address.clipped(text) + "' is no alert; they are numbered, as in 7.");
        }
    }

    Wanted wanted() {
        return new Wanted(
                Optional.ofNullable(before),
                state.isEmpty() ? Optional.empty() : Optional.of(state.equals("firing")),
                framework.isEmpty() ? Optional.empty() : Optional.of(framework),
                q.isEmpty() ? Optional.empty() : Optional.of(q));
    }

    public boolean filtered() {
        return !q.isEmpty() || !framework.isEmpty() || !state.isEmpty();
    }

    /** The address of what is older than {@code episode}. */
    public String older(long episode) {
        return "/alerts?" + new AlertQuery(q, framework, state, episode);
    }

    /** The address of the first page. */
    public String newest() {
        return "/alerts?" + new AlertQuery(q, framework, state, null);
    }

    /** As the query of an address, without what is at its default. */
    @Override
    public String toString() {
        var parts = new LinkedHashMap<String, String>();
        parts.put("q", q);
        parts.put("framework", framework);
        parts.put("state", state);
        parts.put("before", before == null ? "" : String.valueOf(before));
        return Address.write(parts);
    }
}
