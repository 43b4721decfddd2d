package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
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
 * <p>A plan is made with the offers in view and keeps to their nodes while nothing is clearly better. While it does, the
 * offer stays and its numbers are refreshed. A plan that differs, or has gone, replaces or withdraws it only after {@code
 * evidence-to-clear} consecutive plans, and where some of its nodes are enough it stays with those; it is withdrawn at once
 * when one of its nodes may no longer go. Beside a larger offer for the same
 * taker a little one is not made; it may come once the larger one is answered. Thread-safe.
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
    synchronized void rejected(Pair pair, Instant at) {
        quiet.put(pair, at.plus(config.quietAfterRejection()));
    }

    /** What a plan is to keep to. */
    static Map<Pair, Set<NodeId>> nodes(List<Offer> open) {
        Map<Pair, Set<NodeId>> nodes = new HashMap<>();
        open.forEach(o -> nodes.computeIfAbsent(Pair.of(o.suggestion()), p -> new HashSet<>())
                .addAll(o.suggestion().nodes()));
        return nodes;
    }

    synchronized List<Change> compare(List<Offer> open, List<Suggestion> plan, Instant now) {
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
        Set<FrameworkId> served = served(taken, plan);
        for (Suggestion suggestion : plan) {
            Pair pair = Pair.of(suggestion);
            boolean splinter = little(suggestion) && served.contains(suggestion.to());
            if (!taken.contains(pair) && !quiet.containsKey(pair) && !splinter) {
                served.add(suggestion.to());
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
        Set<NodeId> goes = Set.copyOf(current.nodes());
        boolean same = goes.equals(Set.copyOf(offer.suggestion().nodes()));
        if (!same && !lasting(offer)) {
            return new Change.Refresh(offer);
        }
        return refreshed(offer, current)
                .<Change>map(fresh -> {
                    differing.remove(offer.id());
                    return new Change.Refresh(fresh);
                })
                .orElseGet(() -> new Change.End(offer, Offer.State.SUPERSEDED, "more nodes are needed now"));
    }

    private boolean lasting(Offer offer) {
        return differing.merge(offer.id(), 1, Integer::sum) >= config.evidenceToClear();
    }

    /**
     * With the numbers of the plan, and those of its nodes that the plan has, in the order in which they were offered; empty
     * when the plan has others.
     */
    static Optional<Offer> refreshed(Offer offer, Suggestion planned) {
        if (!Set.copyOf(offer.suggestion().nodes()).containsAll(planned.nodes())) {
            return Optional.empty();
        }
        Set<NodeId> nodes = Set.copyOf(planned.nodes());
        Suggestion fresh = new Suggestion(
                planned.from(),
                planned.to(),
                offer.suggestion().nodes().stream().filter(nodes::contains).toList(),
                planned.reason(),
                planned.effects(),
                planned.whyNot());
        return Optional.of(
                new Offer(offer.id(), fresh, offer.state(), offer.createdAt(), offer.expiresAt(), offer.operation()));
    }

    /** Takers that need not be bothered with a little more from somebody else. */
    private Set<FrameworkId> served(Set<Pair> kept, List<Suggestion> plan) {
        Set<FrameworkId> served = new HashSet<>();
        kept.forEach(pair -> served.add(pair.to()));
        plan.stream().filter(s -> !little(s) && !quiet.containsKey(Pair.of(s))).forEach(s -> served.add(s.to()));
        return served;
    }

    /** Whether it changes the taker's pressure by half the tolerance at most. */
    private boolean little(Suggestion suggestion) {
        return suggestion.effects().stream()
                .filter(e -> e.framework().equals(suggestion.to()))
                .anyMatch(e -> suggestion.nodes().size() <= e.nodesBefore() * config.tolerance() / 2);
    }
}
