package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.planning.PlanningOutcome.Weighed;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who should give which nodes to whom. Pure: the same input gives the same plan to the byte, every order ends in an id.
 *
 * <p>How many, the {@link Exchange} says. A pair is suggested only when the taker's share after is not above the donor's
 * before (Kueue's rule against ping-pong) and the {@link Gain} is approved; between two automatic ends in steps.
 */
public final class Planner {

    private final PlanningInput input;
    private final PlanningRules rules;
    private final NodeChoice.Rules choiceRules;
    private final Map<Optional<FrameworkId>, List<NodePicture>> byOwner = new HashMap<>();
    /** The nodes that may leave their owner. */
    private final Map<Optional<FrameworkId>, List<NodePicture>> movable = new HashMap<>();

    /** For whom each node is on offer. */
    private final Map<NodeId, Pair> offered = new HashMap<>();

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
        this.choiceRules = new NodeChoice.Rules(
                input.at(),
                rules.dwell(),
                input.moves(),
                input.failures(),
                rules.churn().perNode(),
                NodeChoice.Rules.needs(input.picture()));
        input.flights().forEach(f -> promised.add(f.node()));
        input.offered().forEach((pair, nodes) -> nodes.forEach(n -> offered.put(n, pair)));
        double disruption = 0;
        for (NodePicture node : input.picture().nodes()) {
            Optional<FrameworkId> owner = node.ownership().owner();
            byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(node);
            disruption += Gain.disruptionOf(NodeChoice.running(node));
            if (!promised.contains(node.node().id())
                    && NodeChoice.barred(node, Optional.empty(), choiceRules).isEmpty()) {
                movable.computeIfAbsent(owner, o -> new ArrayList<>()).add(node);
            }
        }
        this.poolDisruption = disruption;
        this.allocation = Allocation.of(
                input,
                rules,
                movable.getOrDefault(Optional.<FrameworkId>empty(), List.of()).size());
    }

    public static PlanningOutcome plan(PlanningInput input, PlanningRules rules) {
        return new Planner(input, rules).plan();
    }

    private PlanningOutcome plan() {
        List<List<Exchange.Kind>> kinds = new ArrayList<>();
        kinds.add(kinds(Optional.empty()));
        allocation.parties().forEach(p -> kinds.add(kinds(Optional.of(p.id()))));
        Exchange.of(allocation, kinds, countOffered(), rules).forEach(this::draft);
        return outcome();
    }

    /** Nodes on offer that may go: by source (the reservoir, then the parties) and taker. */
    private int[][] countOffered() {
        int size = allocation.parties().size();
        int[][] counts = new int[size + 1][size];
        Map<Optional<FrameworkId>, Integer> sources = new HashMap<>();
        sources.put(Optional.empty(), 0);
        allocation.parties().forEach(p -> sources.put(Optional.of(p.id()), sources.size()));
        movable.forEach((owner, nodes) -> nodes.forEach(node -> {
            Pair pair = offered.get(node.node().id());
            if (pair != null
                    && pair.from().equals(owner)
                    && choiceRules.unfit(node.node(), pair.to()).isEmpty()) {
                Integer from = sources.get(owner);
                Integer to = sources.get(Optional.of(pair.to()));
                if (from != null && to != null) {
                    counts[from][to - 1]++;
                }
            }
        }));
        return counts;
    }

    private NodeChoice.Claims claims(Optional<FrameworkId> from, FrameworkId to, Set<NodeId> spokenFor) {
        return new NodeChoice.Claims(spokenFor, offered, Optional.of(new Pair(from, to)));
    }

    private List<Exchange.Kind> kinds(Optional<FrameworkId> owner) {
        Map<Set<FrameworkId>, Integer> counts = new HashMap<>();
        for (NodePicture node : movable.getOrDefault(owner, List.of())) {
            counts.merge(serves(node), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(e -> {
                    BitSet serves = new BitSet();
                    for (int i = 0; i < allocation.parties().size(); i++) {
                        serves.set(
                                i,
                                e.getKey().contains(allocation.parties().get(i).id()));
                    }
                    return new Exchange.Kind(serves, e.getValue());
                })
                .toList();
    }

    /** Whom the node could serve. */
    private Set<FrameworkId> serves(NodePicture node) {
        Set<FrameworkId> roles = node.node().members().keySet();
        if (roles.stream().allMatch(f -> choiceRules.unfit(node.node(), f).isEmpty())) {
            return roles;
        }
        return roles.stream()
                .filter(f -> choiceRules.unfit(node.node(), f).isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private int eligible(Optional<FrameworkId> from, FrameworkId to) {
        int count = 0;
        for (NodePicture node : movable.getOrDefault(from, List.of())) {
            count += choiceRules.unfit(node.node(), to).isEmpty() ? 1 : 0;
        }
        return count;
    }

    private void draft(Exchange.Share share) {
        Optional<Party> donor = share.from();
        Party taker = share.to();
        int already = taken.getOrDefault(taker.id(), 0);
        int most = share.count();
        List<WhyNot> limits = new ArrayList<>();
        if (donor.isPresent()) {
            Party d = donor.get();
            if (automatic(d, taker)) {
                int step = Math.max(1, (int) (d.standing().held() * rules.stepCap()));
                if (step < most) {
                    limits.add(new WhyNot(
                            d.id().value(), Rule.STEP_CAP, d.title() + " gives at most " + step + " at a time."));
                    most = step;
                }
            }
            int budget = rules.churn().ofPair(input.picture().nodes().size())
                    - input.hourly().getOrDefault(new Pair(Optional.of(d.id()), taker.id()), 0);
            if (budget < most) {
                String sentence = "%d nodes more may go from %s to %s within an hour."
                        .formatted(Math.max(0, budget), d.title(), taker.title());
                limits.add(new WhyNot(d.id().value(), Rule.CHURN, sentence));
                refuse(d, taker, Rule.CHURN, sentence);
                most = budget;
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
                claims(donor.map(Party::id), taker.id(), promised),
                choiceRules);
        List<NodeId> nodes = worthwhile(share, choice.chosen(), already);
        if (nodes.isEmpty()) {
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

    /**
     * Of the nodes that are wanted for work that is there all, or all but the last where that one relieves too little, or
     * none; and of those for the reserve as many as are worth it.
     */
    private List<NodeId> worthwhile(Exchange.Share share, List<NodeId> nodes, int already) {
        double[] disruption = disruption(share.from(), nodes);
        int wanted = Math.min(share.wanted(), nodes.size());
        int kept = 0;
        for (int count = wanted; count > 0 && count >= wanted - 1 && kept == 0; count--) {
            kept = approved(share, count, relief(share, already, count), disruption[count], rules.gain()) ? count : 0;
        }
        double[] relief = reserved(share, already, kept, nodes.size() - wanted);
        for (int count = relief.length - 1; count > 0; count--) {
            int all = kept + count;
            if (approved(share, count, relief[count], disruption[all] - disruption[kept], rules.reserve())) {
                return List.copyOf(nodes.subList(0, all));
            }
        }
        return List.copyOf(nodes.subList(0, kept));
    }

    /** The disruption of the first so many nodes. */
    private double[] disruption(Optional<Party> donor, List<NodeId> nodes) {
        Map<NodeId, Double> each = new HashMap<>();
        Set<NodeId> moving = new HashSet<>(nodes);
        for (NodePicture node : byOwner.getOrDefault(donor.map(Party::id), List.of())) {
            if (moving.contains(node.node().id())) {
                each.put(node.node().id(), Gain.disruptionOf(NodeChoice.running(node)));
            }
        }
        double[] sums = new double[nodes.size() + 1];
        for (int i = 0; i < nodes.size(); i++) {
            sums[i + 1] = sums[i] + each.getOrDefault(nodes.get(i), 0.0);
        }
        return sums;
    }

    /** Overload taken from the taker less overload put on the donor. */
    private double relief(Exchange.Share share, int already, int count) {
        int has = share.to().standing().coming() + already;
        double relief = share.to().overload(has) - share.to().overload(has + count);
        if (share.from().isPresent()) {
            Party donor = share.from().get();
            int left = donor.standing().coming() - given.getOrDefault(donor.id(), 0);
            relief -= donor.overload(left - count) - donor.overload(left);
        }
        return relief;
    }

    /** The expected use of the first so many nodes after those that are wanted, less the use that the donor loses. */
    private double[] reserved(Exchange.Share share, int already, int wanted, int most) {
        double[] relief = new double[Math.min(share.reserve(), most) + 1];
        int has = share.to().standing().coming() + already + wanted;
        int left = share.from()
                .map(d -> d.standing().coming() - given.getOrDefault(d.id(), 0) - wanted)
                .orElse(0);
        for (int i = 0; i + 1 < relief.length; i++) {
            int node = i;
            double loss = share.from().map(d -> d.use(left - node - 1)).orElse(0.0);
            relief[i + 1] = relief[i] + share.to().use(has + i) - loss;
        }
        return relief;
    }

    private boolean approved(Exchange.Share share, int count, double relief, double disruption, double gate) {
        boolean offered = input.offered()
                .containsKey(new Pair(share.from().map(Party::id), share.to().id()));
        double threshold = offered ? Math.max(0, gate - Exchange.STICKY) : gate;
        Gain gain = new Gain(relief, input.picture().nodes().size(), disruption, poolDisruption, threshold);
        weighed.add(new Weighed(share.from().map(Party::id), share.to().id(), count, gain));
        if (!gain.approved()) {
            String sentence =
                    Sentences.gain(share.from().map(Party::title), share.to().title(), count, gain);
            refusals.put(share.to().id(), new WhyNot(share.to().id().value(), Rule.GAIN, sentence));
            share.from().ifPresent(d -> refusals.put(d.id(), new WhyNot(d.id().value(), Rule.GAIN, sentence)));
        }
        return gain.approved();
    }

    private void refuse(Party donor, Party taker, Rule rule, String sentence) {
        refusals.put(donor.id(), new WhyNot(donor.id().value(), rule, sentence));
        refusals.put(taker.id(), new WhyNot(taker.id().value(), rule, sentence));
    }

    /** Where a donor has nodes to spare and none of them may go: says the commonest rule among them. */
    private void refuseWhereNoneMayGo(Party donor, Party taker) {
        if (refusals.containsKey(donor.id()) || eligible(Optional.of(donor.id()), taker.id()) > 0) {
            return;
        }
        List<WhyNot> nodes = NodeChoice.choose(
                        byOwner.getOrDefault(Optional.of(donor.id()), List.of()),
                        List.of(),
                        Optional.of(taker.id()),
                        0,
                        claims(Optional.of(donor.id()), taker.id(), promised),
                        choiceRules)
                .whyNot();
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

    private PlanningOutcome outcome() {
        List<Party> takers = allocation.parties().stream().filter(Party::takes).toList();
        List<Party> donors = allocation.parties().stream().filter(Party::gives).toList();
        takers.stream()
                .filter(t -> t.room() > 0)
                .forEach(taker -> donors.forEach(donor -> refuseWhereNoneMayGo(donor, taker)));
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
                        claims(draft.from().map(Party::id), draft.to().id(), elsewhere),
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
