package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import dev.sluice.suggesting.Suggestions.Offer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a new plan means for the suggestions on offer, so that they do not flap.
 *
 * <p>While a plan has the same pair and number of nodes, and the nodes on offer could still go, the offer stays and its
 * numbers are refreshed. A plan that differs, or has gone, replaces or withdraws it only after {@code evidence-to-clear}
 * consecutive plans; at once when one of its nodes may no longer go.
 */
final class OfferBook {

    private final PlanningConfig config;
    private final Map<String, Integer> differing = new HashMap<>();
    private final Map<Pair, Instant> quiet = new HashMap<>();
    private int plans;

    OfferBook(PlanningConfig config) {
        this.config = config;
    }

    /** What is to be done. */
    sealed interface Change {
        /** Keep the offer with fresh numbers. */
        record Refresh(Offer offer) implements Change {}

        record Open(Suggestion suggestion) implements Change {}

        record End(Offer offer, Offer.State state, String note) implements Change {}
    }

    /** Makes no offer for this pair for a while. */
    void rejected(Pair pair, Instant at) {
        quiet.put(pair, at.plus(config.quietAfterRejection()));
    }

    List<Change> compare(List<Offer> open, List<Suggestion> plan, Instant now) {
        plans++;
        quiet.values().removeIf(until -> !until.isAfter(now));
        differing.keySet().retainAll(open.stream().map(Offer::id).toList());
        Map<Pair, Suggestion> planned = new HashMap<>();
        plan.forEach(s -> planned.put(Pair.of(s), s));
        Set<Pair> taken = new HashSet<>();
        List<Change> changes = new ArrayList<>();
        for (Offer offer : open) {
            Pair pair = Pair.of(offer.suggestion());
            Change change = compare(offer, Optional.ofNullable(planned.get(pair)), now);
            changes.add(change);
            if (change instanceof Change.Refresh) {
                taken.add(pair);
            }
        }
        for (Suggestion suggestion : plan) {
            Pair pair = Pair.of(suggestion);
            if (!taken.contains(pair) && !quiet.containsKey(pair)) {
                changes.add(new Change.Open(suggestion));
            }
        }
        return changes;
    }

    private Change compare(Offer offer, Optional<Suggestion> planned, Instant now) {
        if (!offer.expiresAt().isAfter(now)) {
            return new Change.End(offer, Offer.State.EXPIRED, "nobody answered in time");
        }
        if (planned.isEmpty()) {
            // After a start the proof has to be found again first.
            boolean young = plans <= config.evidence();
            return !young && lasting(offer)
                    ? new Change.End(offer, Offer.State.SUPERSEDED, "the need for it is over")
                    : new Change.Refresh(offer);
        }
        Suggestion current = planned.get();
        Optional<WhyNot> barred = Decider.barred(offer.suggestion(), current);
        if (barred.isPresent()) {
            return new Change.End(offer, Offer.State.SUPERSEDED, barred.get().sentence());
        }
        if (current.nodes().size() != offer.suggestion().nodes().size()) {
            return lasting(offer)
                    ? new Change.End(offer, Offer.State.SUPERSEDED, "another number of nodes is needed now")
                    : new Change.Refresh(offer);
        }
        differing.remove(offer.id());
        return new Change.Refresh(new Offer(
                offer.id(),
                refreshed(offer.suggestion(), current),
                offer.state(),
                offer.createdAt(),
                offer.expiresAt(),
                offer.operation()));
    }

    private boolean lasting(Offer offer) {
        return differing.merge(offer.id(), 1, Integer::sum) >= config.evidenceToClear();
    }

    /** The nodes as offered, everything else as planned now. */
    private static Suggestion refreshed(Suggestion offered, Suggestion planned) {
        Set<String> own = new HashSet<>();
        offered.nodes().forEach(n -> own.add(n.value()));
        List<WhyNot> whyNot = new ArrayList<>();
        planned.whyNot().stream().filter(w -> !own.contains(w.subject())).forEach(whyNot::add);
        planned.nodes().stream()
                .filter(n -> !own.contains(n.value()))
                .map(n -> new WhyNot(n.value(), Rule.BETTER_CANDIDATE, n + " could go too."))
                .forEach(whyNot::add);
        return new Suggestion(
                offered.from(), offered.to(), offered.nodes(), planned.reason(), planned.effects(), whyNot);
    }
}
