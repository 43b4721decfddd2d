package dev.sluice.suggesting;

import dev.sluice.planning.PlanningOutcome;
import dev.sluice.planning.Suggestion;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.suggesting.Suggestions.Offer;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What this server has decided since it started, added up. */
final class Tally {

    private final LongAdder plans = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final Map<Offer.State, LongAdder> ended = new EnumMap<>(Offer.State.class);
    private final Map<Rule, LongAdder> leftOut = new EnumMap<>(Rule.class);

    Tally() {
        for (Offer.State state : Offer.State.values()) {
            ended.put(state, new LongAdder());
        }
        for (Rule rule : Rule.values()) {
            leftOut.put(rule, new LongAdder());
        }
    }

    void opened(int offers) {
        opened.add(offers);
    }

    void ended(Offer.State how) {
        count(ended, how);
    }

    /** Counts each framework and each node that the plan left out. */
    void planned(PlanningOutcome outcome) {
        plans.increment();
        outcome.whyNot().forEach(w -> count(leftOut, w.rule()));
        for (Suggestion suggestion : outcome.suggestions()) {
            suggestion.whyNot().forEach(w -> count(leftOut, w.rule()));
        }
    }

    long plans() {
        return plans.sum();
    }

    /** By OPENED or the state in which a suggestion ended, as in {@link Decisions.Kept#kind}. */
    Map<String, Long> decisions() {
        Map<String, Long> all = new TreeMap<>();
        all.put("OPENED", opened.sum());
        ended.forEach((state, count) -> {
            if (state != Offer.State.OPEN) {
                all.put(state.name(), count.sum());
            }
        });
        return all;
    }

    Map<Rule, Long> vetoes() {
        Map<Rule, Long> all = new EnumMap<>(Rule.class);
        leftOut.forEach((rule, count) -> all.put(rule, count.sum()));
        return all;
    }

    private static <K extends Enum<K>> void count(Map<K, LongAdder> counts, K key) {
        LongAdder count = counts.get(key);
        if (count != null) {
            count.increment();
        }
    }
}
