package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.planning.PlanningOutcome.Weighed;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who should give which nodes to whom. Pure: the same input gives the same plan to the byte, every order ends in an id.
 *
 * <p>Takers, those below their guarantee first, then the most pressed, are fed from the reservoir, then from the least
 * pressed donors. A pair is suggested only when the taker's share after is not above the donor's before (Kueue's rule
 * against ping-pong) and the {@link Gain} is approved; between two automatic ends in steps.
 */
public final class Planner {

    private final PlanningInput input;
    private final PlanningRules rules;
    private final NodeChoice.Rules choiceRules;
    private final Map<Optional<FrameworkId>, List<NodePicture>> byOwner = new HashMap<>();
    private final Allocation allocation;
    private final double poolDisruption;

    private final Map<FrameworkId, Integer> taken = new HashMap<>();
    private final Map<FrameworkId, Integer> given = new HashMap<>();
    private final Set<NodeId> promised = new HashSet<>();
    private final List<Drafted> drafts = new ArrayList<>();
    private final List<Weighed> weighed = new ArrayList<>();
    /** The newest refusal by framework, where it was a candidate and lost. */
    private final Map<FrameworkId, WhyNot> refusals = new LinkedHashMap<>();

    private record Drafted(Optional<Party> from, Party to, List<NodeId> nodes, List<WhyNot> limits) {}

    private Planner(PlanningInput input, PlanningRules rules) {
        this.input = input;
        this.rules = rules;
        this.choiceRules = new NodeChoice.Rules(input.at(), rules.dwell(), input.moves(), input.failures());
        input.flights().forEach(f -> promised.add(f.node()));
        double disruption = 0;
        int free = 0;
        for (NodePicture node : input.picture().nodes()) {
            Optional<FrameworkId> owner = node.ownership().owner();
            byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(node);
            disruption += Gain.disruptionOf(NodeChoice.running(node));
            if (owner.isEmpty()
                    && !promised.contains(node.node().id())
                    && NodeChoice.barred(node, Optional.empty(), choiceRules).isEmpty()) {
                free++;
            }
        }
        this.poolDisruption = disruption;
        this.allocation = Allocation.of(input, rules, free);
    }

    public static PlanningOutcome plan(PlanningInput input, PlanningRules rules) {
        return new Planner(input, rules).plan();
    }

    private PlanningOutcome plan() {
        List<Party> takers = allocation.parties().stream()
                .filter(Party::takes)
                .sorted(Comparator.comparing((Party p) -> p.standing().coming()
                                >= p.standing().floor(p.policy().guarantee()))
                        .thenComparing(
                                Comparator.comparingDouble(Planner::ratio).reversed())
                        .thenComparing(Party::id))
                .toList();
        List<Party> donors = allocation.parties().stream()
                .filter(Party::gives)
                .sorted(Comparator.comparingDouble((Party p) ->
                                p.state().score().pressure().value().orElse(0))
                        .thenComparing(Party::id))
                .toList();
        for (Party taker : takers) {
            if (taker.room() == 0) {
                continue;
            }
            draft(Optional.empty(), taker);
            for (Party donor : donors) {
                draft(Optional.of(donor), taker);
            }
        }
        return outcome(takers, donors);
    }

    private static double ratio(Party party) {
        int coming = party.standing().coming();
        return coming == 0 ? Double.MAX_VALUE : (double) party.wants() / coming;
    }

    private void draft(Optional<Party> donor, Party taker) {
        int already = taken.getOrDefault(taker.id(), 0);
        int most = taker.room() - already;
        List<WhyNot> limits = new ArrayList<>();
        if (donor.isPresent()) {
            Party d = donor.get();
            most = Math.min(most, d.spare() - given.getOrDefault(d.id(), 0));
            if (automatic(d, taker)) {
                int step = Math.max(1, (int) (d.standing().held() * rules.stepCap()));
                if (step < most) {
                    limits.add(new WhyNot(
                            d.id().value(), Rule.STEP_CAP, d.title() + " gives at most " + step + " at a time."));
                    most = step;
                }
            }
            int fair = fair(d, taker, already, most);
            if (fair < most && fair <= 0) {
                refuse(
                        d,
                        taker,
                        Rule.SHARE,
                        taker.title() + " would hold a larger share than " + d.title() + " holds now.");
            }
            most = fair;
        }
        if (most <= 0) {
            return;
        }
        List<NodePicture> candidates = byOwner.getOrDefault(donor.map(Party::id), List.of());
        NodeChoice.Choice choice = NodeChoice.choose(
                candidates,
                byOwner.getOrDefault(Optional.of(taker.id()), List.of()),
                Optional.of(taker.id()),
                most,
                promised,
                choiceRules);
        List<NodeId> nodes = worthwhile(donor, taker, choice.chosen(), already);
        if (nodes.isEmpty()) {
            if (choice.chosen().isEmpty() && donor.isPresent()) {
                refuseByNodes(donor.get(), taker, choice.whyNot());
            }
            return;
        }
        taken.merge(taker.id(), nodes.size(), Integer::sum);
        donor.ifPresent(d -> given.merge(d.id(), nodes.size(), Integer::sum));
        promised.addAll(nodes);
        drafts.add(new Drafted(donor, taker, nodes, limits));
    }

    private static boolean automatic(Party donor, Party taker) {
        return donor.policy().mode() == Mode.AUTO && taker.policy().mode() == Mode.AUTO;
    }

    /**
     * The largest number up to {@code most} with which the taker's share after is not above the donor's before. What the
     * donor does not want itself is shared by want; what it does want is given up only by entitlement.
     */
    private int fair(Party donor, Party taker, int already, int most) {
        int has = donor.standing().coming() - given.getOrDefault(donor.id(), 0);
        int count = most;
        while (count > 0) {
            boolean byEntitlement = has - count < donor.wants();
            if (taker.share(taker.standing().coming() + already + count, byEntitlement)
                    <= donor.share(has, byEntitlement)) {
                break;
            }
            count--;
        }
        return count;
    }

    /** All of the nodes, or all but the last where that one relieves too little, or none. */
    private List<NodeId> worthwhile(Optional<Party> donor, Party taker, List<NodeId> nodes, int already) {
        for (int count = nodes.size(); count > 0 && count >= nodes.size() - 1; count--) {
            List<NodeId> some = nodes.subList(0, count);
            int has = taker.standing().coming() + already;
            double relief = taker.overload(has) - taker.overload(has + count);
            if (donor.isPresent()) {
                int left = donor.get().standing().coming()
                        - given.getOrDefault(donor.get().id(), 0);
                relief -= donor.get().overload(left - count) - donor.get().overload(left);
            }
            double disruption = 0;
            Set<NodeId> moving = new HashSet<>(some);
            for (NodePicture node : byOwner.getOrDefault(donor.map(Party::id), List.of())) {
                if (moving.contains(node.node().id())) {
                    disruption += Gain.disruptionOf(NodeChoice.running(node));
                }
            }
            Gain gain = new Gain(relief, input.picture().nodes().size(), disruption, poolDisruption, rules.gain());
            weighed.add(new Weighed(donor.map(Party::id), taker.id(), count, gain));
            if (gain.approved()) {
                return List.copyOf(some);
            }
            Optional<WhyNot> refusal = Optional.of(new WhyNot(
                    taker.id().value(),
                    Rule.GAIN,
                    Sentences.gain(donor.map(Party::title), taker.title(), count, gain)));
            refusal.ifPresent(r -> {
                refusals.put(taker.id(), r);
                donor.ifPresent(d -> refusals.put(d.id(), new WhyNot(d.id().value(), r.rule(), r.sentence())));
            });
        }
        return List.of();
    }

    private void refuse(Party donor, Party taker, Rule rule, String sentence) {
        refusals.put(donor.id(), new WhyNot(donor.id().value(), rule, sentence));
        refusals.put(taker.id(), new WhyNot(taker.id().value(), rule, sentence));
    }

    /** None of the donor's nodes may go: says the commonest rule among them. */
    private void refuseByNodes(Party donor, Party taker, List<WhyNot> nodes) {
        Map<Rule, Integer> counts = new TreeMap<>();
        nodes.forEach(n -> counts.merge(n.rule(), 1, Integer::sum));
        counts.entrySet().stream()
                .max(Map.Entry.<Rule, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .ifPresent(commonest -> {
                    WhyNot first = nodes.stream()
                            .filter(n -> n.rule() == commonest.getKey())
                            .findFirst()
                            .orElseThrow();
                    refuse(
                            donor,
                            taker,
                            commonest.getKey(),
                            "None of " + donor.title() + "'s " + nodes.size() + " nodes may go: " + first.sentence());
                });
    }

    private PlanningOutcome outcome(List<Party> takers, List<Party> donors) {
        Set<FrameworkId> parts = new HashSet<>();
        drafts.forEach(d -> {
            parts.add(d.to().id());
            d.from().ifPresent(f -> parts.add(f.id()));
        });
        Map<FrameworkId, WhyNot> reasons = new TreeMap<>();
        for (Party party : allocation.parties()) {
            reasons.put(party.id(), whyNot(party, takers, donors, parts));
        }
        List<Suggestion> suggestions =
                drafts.stream().map(d -> suggestion(d, reasons)).toList();
        List<WhyNot> others = reasons.entrySet().stream()
                .filter(e -> !parts.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return new PlanningOutcome(suggestions, others, weighed, allocation.scarce());
    }

    private WhyNot whyNot(Party party, List<Party> takers, List<Party> donors, Set<FrameworkId> parts) {
        String id = party.id().value();
        if (parts.contains(party.id())) {
            return new WhyNot(id, Rule.BETTER_CANDIDATE, party.title() + " takes part in another suggestion.");
        }
        if (party.frozen().isPresent()) {
            return party.frozen().get();
        }
        WhyNot refusal = refusals.get(party.id());
        if (refusal != null) {
            return refusal;
        }
        if (party.takes() && party.room() > 0) {
            return new WhyNot(id, Rule.NO_SLACK, Sentences.noSlack(party, donors.isEmpty()));
        }
        if (party.gives()) {
            return takers.isEmpty()
                    ? new WhyNot(id, Rule.NOT_OVERLOADED, Sentences.notNeeded(party))
                    : new WhyNot(id, Rule.BETTER_CANDIDATE, Sentences.notNeeded(party));
        }
        boolean contended = allocation.parties().stream()
                .anyMatch(p -> !p.id().equals(party.id()) && p.frozen().isEmpty() && p.wants() > p.target());
        return Sentences.steady(party, rules, contended);
    }

    private Suggestion suggestion(Drafted draft, Map<FrameworkId, WhyNot> reasons) {
        int count = draft.nodes().size();
        List<Suggestion.Effect> effects = new ArrayList<>();
        draft.from().ifPresent(d -> effects.add(effect(d, -count)));
        effects.add(effect(draft.to(), count));

        List<WhyNot> whyNot = new ArrayList<>();
        reasons.forEach((id, why) -> {
            if (!id.equals(draft.to().id())
                    && draft.from().filter(f -> f.id().equals(id)).isEmpty()) {
                whyNot.add(why);
            }
        });
        whyNot.addAll(draft.limits());
        // Chosen again against everything that this plan has promised, so that the reasons of the others are final.
        Set<NodeId> own = new HashSet<>(draft.nodes());
        Set<String> chosen = new HashSet<>();
        own.forEach(n -> chosen.add(n.value()));
        Set<NodeId> elsewhere = new HashSet<>(promised);
        elsewhere.removeAll(own);
        NodeChoice.choose(
                        byOwner.getOrDefault(draft.from().map(Party::id), List.of()),
                        byOwner.getOrDefault(Optional.of(draft.to().id()), List.of()),
                        Optional.of(draft.to().id()),
                        0,
                        elsewhere,
                        choiceRules)
                .whyNot()
                .stream()
                .filter(w -> !chosen.contains(w.subject()))
                .forEach(whyNot::add);
        return new Suggestion(
                draft.from().map(Party::id),
                draft.to().id(),
                draft.nodes(),
                Sentences.reason(draft.from(), draft.to(), effects, count),
                effects,
                whyNot);
    }

    private static Suggestion.Effect effect(Party party, int change) {
        Standing standing = party.standing();
        return new Suggestion.Effect(
                party.id(),
                standing.held(),
                standing.held() + change,
                party.state().score().pressure().value().orElseThrow(),
                party.state().score().on(standing.coming() + change).orElseThrow());
    }
}
