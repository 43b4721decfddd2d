package dev.sluice.planning;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Member;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.NodeNeeds;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which nodes go. Lexicographic, and the same for suggestions and for requests by hand:
 *
 * <ol>
 *   <li>eligible, see {@link #barred}; nothing overrides this
 *   <li>those that are on offer for this taker already first, those on offer for another one last
 *   <li>then empty ones first
 *   <li>then ones that already drain for Sluice
 *   <li>racks in which the taker has few nodes and the donor many, so that both stay spread
 *   <li>least running work
 *   <li>fewest frameworks that it could serve, so that what serves many stays available
 *   <li>fewest moves in the last day, then fewest failed ones
 *   <li>id
 * </ol>
 */
public final class NodeChoice {

    private NodeChoice() {}

    /**
     * What a choice depends on besides the picture.
     *
     * @param moves how often each node moved in the last day; absent means never
     * @param failures how many of its moves failed in the last day; absent means none
     * @param churn how often a node may move in a day
     * @param needs what a node must have, by taker; absent means that any will do
     */
    public record Rules(
            Instant now,
            Duration dwell,
            Map<NodeId, Integer> moves,
            Map<NodeId, Integer> failures,
            int churn,
            Map<FrameworkId, NodeNeeds> needs) {

        public Rules {
            moves = Map.copyOf(moves);
            failures = Map.copyOf(failures);
            needs = Map.copyOf(needs);
        }

        /** Without a past. */
        public static Rules of(Instant now, Duration dwell, FleetPicture picture) {
            return new Rules(now, dwell, Map.of(), Map.of(), Integer.MAX_VALUE, needs(picture));
        }

        static Map<FrameworkId, NodeNeeds> needs(FleetPicture picture) {
            Map<FrameworkId, NodeNeeds> needs = new HashMap<>();
            picture.frameworks()
                    .forEach(f -> needs.put(f.framework().id(), f.framework().needs()));
            return needs;
        }

        /** Why the framework has no use for the node, for people; empty when it could serve there. */
        Optional<WhyNot> unfit(Node node, FrameworkId to) {
            String name = node.id().value();
            if (node.memberOf(to).isEmpty()) {
                return no(name, Rule.NO_ROLE, "has no role for " + to);
            }
            return needs.getOrDefault(to, NodeNeeds.NONE)
                    .lacking(node)
                    .flatMap(lacks -> no(name, Rule.UNFIT, "is not what " + to + " needs: it has " + lacks));
        }
    }

    /**
     * Nodes that are spoken for.
     *
     * @param promised part of the same plan already; not to be chosen
     * @param offered for whom each node is on offer; absent means that it is not
     * @param own for whom nodes are chosen; empty when not for an offer
     */
    record Claims(Set<NodeId> promised, Map<NodeId, Pair> offered, Optional<Pair> own) {

        static final Claims NONE = new Claims(Set.of(), Map.of(), Optional.empty());
    }

    /** On offer here, empty, draining, busy, on offer elsewhere. */
    private static final int CLASSES = 5;

    /**
     * @param chosen in the order of preference, as many as asked for or all that are eligible
     * @param whyNot each other node of the donor, by id
     */
    public record Choice(List<NodeId> chosen, List<WhyNot> whyNot) {

        public Choice {
            chosen = List.copyOf(chosen);
            whyNot = List.copyOf(whyNot);
        }
    }

    /**
     * Chooses {@code count} nodes.
     *
     * @param from the donor; empty for the reservoir
     * @param to the taker; empty for the reservoir
     */
    public static Choice choose(
            FleetPicture picture, Optional<FrameworkId> from, Optional<FrameworkId> to, int count, Rules rules) {
        List<NodePicture> donor = picture.nodes().stream()
                .filter(n -> n.ownership().owner().equals(from))
                .toList();
        List<NodePicture> taker = to.map(picture::ownedBy).orElse(List.of());
        return choose(donor, taker, to, count, Claims.NONE, rules);
    }

    static Choice choose(
            List<NodePicture> donor,
            List<NodePicture> taker,
            Optional<FrameworkId> to,
            int count,
            Claims claims,
            Rules rules) {
        List<WhyNot> whyNot = new ArrayList<>();
        // By class, then by rack; only the heads of the racks compete, so that the whole is one sort and count × racks.
        List<Map<String, Racked>> classes = Stream.generate(() -> (Map<String, Racked>) new TreeMap<String, Racked>())
                .limit(CLASSES)
                .toList();
        for (NodePicture node : donor) {
            Optional<WhyNot> barred = claims.promised().contains(node.node().id())
                    ? Optional.of(new WhyNot(name(node), Rule.MOVING, name(node) + " is part of another suggestion."))
                    : barred(node, to, rules);
            if (barred.isPresent()) {
                whyNot.add(barred.get());
            } else {
                classes.get(classOf(node, claims))
                        .computeIfAbsent(rack(node), Racked::new)
                        .nodes
                        .add(node);
            }
        }
        Map<String, Integer> surplus = new HashMap<>();
        donor.forEach(n -> surplus.merge(rack(n), 1, Integer::sum));
        taker.forEach(n -> surplus.merge(rack(n), -1, Integer::sum));

        Comparator<NodePicture> order = Comparator.comparingInt(NodeChoice::running)
                .thenComparingInt(n -> n.node().members().size())
                .thenComparingInt(n -> rules.moves().getOrDefault(n.node().id(), 0))
                .thenComparingInt(n -> rules.failures().getOrDefault(n.node().id(), 0))
                .thenComparing(n -> n.node().id());
        List<NodeId> chosen = new ArrayList<>();
        for (Map<String, Racked> racks : classes) {
            racks.values().forEach(r -> r.nodes.sort(order));
            while (chosen.size() < count) {
                Optional<Racked> best = bestRack(racks, surplus, order);
                if (best.isEmpty()) {
                    break;
                }
                chosen.add(best.get().take().node().id());
                // The donor has one less there and the taker one more.
                surplus.merge(best.get().name, -2, Integer::sum);
            }
            racks.values().forEach(r -> r.rest().forEach(n -> whyNot.add(better(n))));
        }
        whyNot.sort(Comparator.comparing(WhyNot::subject));
        return new Choice(chosen, whyNot);
    }

    /** Why a node may not go to {@code to}, whoever asks; empty when it may. */
    public static Optional<WhyNot> barred(NodePicture node, Optional<FrameworkId> to, Rules rules) {
        Ownership ownership = node.ownership();
        String name = name(node);
        if (ownership.epoch() == 0) {
            return no(name, Rule.NEEDS_PERSON, "is not in the ledger yet");
        }
        switch (ownership.state()) {
            case SETTLED -> {}
            case MOVING -> {
                return no(
                        name,
                        Rule.MOVING,
                        "is moving in " + ownership.operation().orElseThrow());
            }
            case CONFLICT, FOREIGN_DRAIN, LOST, GHOST, QUARANTINED -> {
                String note = ownership.note().map(n -> ": " + n).orElse("");
                return no(name, Rule.NEEDS_PERSON, "is " + ownership.state() + note);
            }
        }
        if (ownership.pin().isPresent()) {
            return no(name, Rule.PINNED, "is " + ownership.pin().get().words());
        }
        Optional<WhyNot> unfit = to.flatMap(taker -> rules.unfit(node.node(), taker));
        if (unfit.isPresent()) {
            return unfit;
        }
        if (node.agent().filter(AgentReport::connected).isEmpty()) {
            return no(name, Rule.AGENT_AWAY, "has no connected agent");
        }
        Optional<WhyNot> inFramework = ownership.owner().flatMap(owner -> notGivenBy(owner, node));
        if (inFramework.isPresent()) {
            return inFramework;
        }
        // Epoch 1 is the entry into the ledger; such a node has never moved.
        Instant free = ownership.since().plus(rules.dwell());
        if (ownership.epoch() > 1 && free.isAfter(rules.now())) {
            return no(name, Rule.DWELL, "has moved lately and stays until " + free);
        }
        int moves = rules.moves().getOrDefault(node.node().id(), 0);
        return moves >= rules.churn()
                ? no(
                        name,
                        Rule.CHURN,
                        "has moved " + moves + " times in a day, and may do so " + rules.churn() + " times")
                : Optional.empty();
    }

    private static Optional<WhyNot> notGivenBy(FrameworkId owner, NodePicture node) {
        String name = name(node);
        if (node.member().isEmpty()) {
            return no(name, Rule.NOT_SERVING, "is not listed by " + owner);
        }
        Member member = node.member().get();
        boolean ours = member.drainMark().flatMap(DrainMark::parse).isPresent();
        if (member.drainMark().isPresent() && !ours) {
            return no(
                    name,
                    Rule.NEEDS_PERSON,
                    "is drained by " + member.drainMark().get());
        }
        return switch (member.presence()) {
            case SERVING -> Optional.empty();
            case DRAINING ->
                ours ? Optional.empty() : no(name, Rule.NEEDS_PERSON, "is drained in " + owner + " by somebody else");
            case DOWN -> no(name, Rule.NOT_SERVING, "does not answer " + owner);
            case ABSENT -> no(name, Rule.NOT_SERVING, "is not listed by " + owner);
        };
    }

    private static Optional<Racked> bestRack(
            Map<String, Racked> racks, Map<String, Integer> surplus, Comparator<NodePicture> order) {
        Racked best = null;
        for (Racked rack : racks.values()) {
            if (rack.isEmpty()) {
                continue;
            }
            int more = best == null
                    ? 1
                    : Integer.compare(surplus.getOrDefault(rack.name, 0), surplus.getOrDefault(best.name, 0));
            if (best == null || more > 0 || (more == 0 && order.compare(rack.head(), best.head()) < 0)) {
                best = rack;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int classOf(NodePicture node, Claims claims) {
        Optional<Pair> offered =
                Optional.ofNullable(claims.offered().get(node.node().id()));
        if (offered.isPresent()) {
            return offered.equals(claims.own()) ? 0 : CLASSES - 1;
        }
        if (running(node) == 0) {
            return 1;
        }
        return node.member().filter(m -> m.presence() == Presence.DRAINING).isPresent() ? 2 : 3;
    }

    static int running(NodePicture node) {
        return node.member().map(Member::running).orElse(0);
    }

    private static String rack(NodePicture node) {
        return node.node().rack().orElse("");
    }

    private static String name(NodePicture node) {
        return node.node().id().value();
    }

    private static WhyNot better(NodePicture node) {
        return new WhyNot(
                name(node), Rule.BETTER_CANDIDATE, name(node) + " could go too; others are less disturbed by it.");
    }

    private static Optional<WhyNot> no(String name, Rule rule, String predicate) {
        return Optional.of(new WhyNot(name, rule, name + " " + predicate + "."));
    }

    /** The eligible nodes of one rack, best first, and how many of them are taken. */
    private static final class Racked {
        private final String name;
        private final List<NodePicture> nodes = new ArrayList<>();
        private int taken;

        Racked(String name) {
            this.name = name;
        }

        boolean isEmpty() {
            return taken == nodes.size();
        }

        NodePicture head() {
            return nodes.get(taken);
        }

        NodePicture take() {
            return nodes.get(taken++);
        }

        List<NodePicture> rest() {
            return nodes.subList(taken, nodes.size());
        }
    }
}
