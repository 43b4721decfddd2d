package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.pressure.Pressure.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** 100,000 random situations, and what must hold in every one of them. A failure names its seed. */
class PlannerSimulation {

    private static final int SITUATIONS = 100_000;
    private static final List<String> FRAMEWORKS = List.of("alpha", "beta", "gamma", "delta", "omega");

    @Test
    void noPlanBreaksARule() {
        int planned = 0;
        int moved = 0;
        int scarce = 0;
        for (int seed = 0; seed < SITUATIONS; seed++) {
            Situation situation = situation(new Random(seed));
            PlanningInput input = situation.input();
            PlanningOutcome outcome = Planner.plan(input, PlanningRules.DEFAULTS);
            try {
                check(situation.picture(), input, outcome);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            planned += outcome.suggestions().isEmpty() ? 0 : 1;
            scarce += outcome.scarce() && !outcome.suggestions().isEmpty() ? 1 : 0;
            moved += outcome.suggestions().stream()
                    .mapToInt(s -> s.nodes().size())
                    .sum();
        }
        // The situations are worth something only if many of them lead to plans, of each kind.
        assertThat(planned).isGreaterThan(SITUATIONS / 20);
        assertThat(scarce).isGreaterThan(SITUATIONS / 200);
        assertThat(moved).isGreaterThan(planned);
    }

    @Test
    void theSameInputGivesTheSamePlanToTheByte() {
        for (int seed = 0; seed < 5_000; seed++) {
            // Given the same situation built twice, so that no two objects are shared
            PlanningOutcome one = Planner.plan(situation(new Random(seed)).input(), PlanningRules.DEFAULTS);
            PlanningOutcome two = Planner.plan(situation(new Random(seed)).input(), PlanningRules.DEFAULTS);
            // Then
            assertThat(two.toString()).as("seed %d", seed).isEqualTo(one.toString());
        }
    }

    private static void check(FleetPicture picture, PlanningInput input, PlanningOutcome outcome) {
        if (outcome.suggestions().isEmpty()) {
            return;
        }
        Map<FrameworkId, Standing> standings = Standing.of(picture, input.flights());
        Map<FrameworkId, Integer> change = new HashMap<>();
        Set<NodeId> moving = new HashSet<>();
        NodeChoice.Rules rules = NodeChoice.Rules.of(NOW, PlanningRules.DEFAULTS.dwell(), picture);
        for (Suggestion suggestion : outcome.suggestions()) {
            int count = suggestion.nodes().size();
            change.merge(suggestion.to(), count, Integer::sum);
            suggestion.from().ifPresent(f -> change.merge(f, -count, Integer::sum));
            for (NodeId node : suggestion.nodes()) {
                // Conservation: each node once, from where it is, and eligible.
                assertThat(moving.add(node)).as("%s moves once", node).isTrue();
                var seen = picture.node(node).orElseThrow();
                assertThat(seen.ownership().owner()).isEqualTo(suggestion.from());
                assertThat(NodeChoice.barred(seen, Optional.of(suggestion.to()), rules))
                        .isEmpty();
            }
            assertThat(suggestion.from()).isNotEqualTo(Optional.of(suggestion.to()));
            for (Suggestion.Effect effect : suggestion.effects()) {
                assertThat(effect.after()).isFinite();
            }
        }
        for (FrameworkState state : input.frameworks()) {
            int delta = change.getOrDefault(state.id(), 0);
            FrameworkPolicy policy = state.framework().policy();
            Standing standing = Optional.ofNullable(standings.get(state.id())).orElseThrow();
            if (delta != 0 || takesPart(outcome, state.id())) {
                assertThat(state.score().pressure().verdict()).isNotEqualTo(Verdict.UNKNOWN);
                assertThat(policy.mode()).isNotEqualTo(Mode.OBSERVE);
            }
            if (delta < 0) {
                assertThat(standing.serving() + delta).isGreaterThanOrEqualTo(policy.guarantee());
                assertThat(gains(outcome, state.id())).as("gives and takes").isFalse();
            }
            if (delta > 0) {
                assertThat(standing.held() + delta).isLessThanOrEqualTo(policy.cap());
            }
        }
        checkShares(input, outcome, standings);
    }

    /** Nobody takes what a donor needs itself, unless the taker's share of its entitlement stays the smaller one. */
    private static void checkShares(
            PlanningInput input, PlanningOutcome outcome, Map<FrameworkId, Standing> standings) {
        Map<FrameworkId, Integer> given = new HashMap<>();
        Map<FrameworkId, FrameworkState> states = new HashMap<>();
        input.frameworks().forEach(f -> states.put(f.id(), f));
        for (Suggestion suggestion : outcome.suggestions()) {
            if (suggestion.from().isEmpty()) {
                continue;
            }
            FrameworkState donor = of(states, suggestion.from().get());
            FrameworkState taker = of(states, suggestion.to());
            Standing gives = of(standings, suggestion.from().get());
            Standing takes = of(standings, suggestion.to());
            // In the order of the plan: what a donor gives first is what it wants least.
            int has = gives.coming() - given.getOrDefault(donor.id(), 0);
            int left = has - suggestion.nodes().size();
            given.merge(donor.id(), suggestion.nodes().size(), Integer::sum);
            double wants = Math.min(
                    donor.needs().peak().orElse(Double.MAX_VALUE),
                    donor.framework().policy().cap());
            if (left < wants - 1e-9) {
                double after = share(taker, takes.coming() + suggestion.nodes().size());
                double before = share(donor, has);
                assertThat(after)
                        .as("%s after and %s before", taker.id(), donor.id())
                        .isLessThanOrEqualTo(before);
            }
        }
    }

    private static <T> T of(Map<FrameworkId, T> map, FrameworkId id) {
        return Optional.ofNullable(map.get(id)).orElseThrow();
    }

    private static double share(FrameworkState state, int nodes) {
        FrameworkPolicy policy = state.framework().policy();
        double entitlement = policy.weight() * policy.deserved();
        return entitlement > 0 ? nodes / entitlement : Double.POSITIVE_INFINITY;
    }

    private static boolean takesPart(PlanningOutcome outcome, FrameworkId id) {
        return gains(outcome, id)
                || outcome.suggestions().stream()
                        .anyMatch(s -> s.from().filter(id::equals).isPresent());
    }

    private static boolean gains(PlanningOutcome outcome, FrameworkId id) {
        return outcome.suggestions().stream().anyMatch(s -> s.to().equals(id));
    }

    private static Situation situation(Random random) {
        Pictures pictures = new Pictures(NOW);
        int frameworks = 2 + random.nextInt(FRAMEWORKS.size() - 1);
        Map<String, Integer> holdings = new HashMap<>();
        for (int f = 0; f < frameworks; f++) {
            String name = FRAMEWORKS.get(f);
            int nodes = random.nextInt(8);
            holdings.put(name, nodes);
            int guarantee = random.nextInt(4);
            int deserved = guarantee + random.nextInt(6);
            FrameworkPolicy policy = new FrameworkPolicy(
                    guarantee,
                    deserved,
                    deserved + random.nextInt(10),
                    0.5 + random.nextInt(4),
                    0.75,
                    random.nextInt(4) > 0 ? Mode.SUGGEST : Mode.values()[random.nextInt(3)]);
            switch (random.nextInt(12)) {
                case 0 -> pictures.framework(Pictures.framework(name, policy), Optional.empty(), NOW);
                case 1 ->
                    pictures.framework(
                            Pictures.framework(name, policy),
                            Optional.of(new Demand(Resources.NONE, Resources.NONE, List.of())),
                            NOW.minusSeconds(170 + random.nextInt(20)));
                default -> pictures.framework(name, policy, random.nextInt(100) / 8.0, nodes);
            }
        }
        int number = 0;
        for (int f = 0; f < frameworks; f++) {
            for (int n = 0;
                    n < Optional.ofNullable(holdings.get(FRAMEWORKS.get(f))).orElse(0);
                    n++) {
                vary(pictures.node("n" + number++, FRAMEWORKS.get(f)), frameworks, random);
            }
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            vary(pictures.node("n" + number++, ""), frameworks, random);
        }
        Situation situation = new Situation(pictures);
        for (int f = 0; f < frameworks; f++) {
            String name = FRAMEWORKS.get(f);
            switch (random.nextInt(6)) {
                case 0 -> situation.sustained(name, OptionalDouble.empty());
                case 1 -> situation.peak(name, OptionalDouble.empty());
                case 2 -> situation.peak(name, OptionalDouble.of(random.nextInt(80) / 8.0));
                default -> {}
            }
        }
        situation.picture().nodes().stream()
                .filter(n -> n.ownership().state() == Ownership.State.MOVING && random.nextBoolean())
                .forEach(n -> situation.flight(new Flight(
                        n.node().id(),
                        n.ownership().owner(),
                        Optional.of(Pictures.id(FRAMEWORKS.get(random.nextInt(frameworks)))))));
        for (int pair = random.nextInt(4); pair > 0; pair--) {
            offer(situation, FRAMEWORKS.get(random.nextInt(frameworks)), random);
        }
        return situation;
    }

    /** Some nodes of one owner on offer to the taker, whether or not that would be planned. */
    private static void offer(Situation situation, String to, Random random) {
        Map<Optional<FrameworkId>, List<NodeId>> owned = situation.picture().nodes().stream()
                .filter(n -> !n.ownership().heldBy(Pictures.id(to)))
                .collect(Collectors.groupingBy(
                        n -> n.ownership().owner(),
                        LinkedHashMap::new,
                        Collectors.mapping(n -> n.node().id(), Collectors.toList())));
        if (!owned.isEmpty()) {
            var donors = List.copyOf(owned.keySet());
            Optional<FrameworkId> donor = donors.get(random.nextInt(donors.size()));
            List<NodeId> nodes = owned.getOrDefault(donor, List.of());
            situation.offered(
                    donor,
                    to,
                    nodes.stream().limit(1 + random.nextInt(nodes.size())).toList());
        }
    }

    private static void vary(Pictures.Spot spot, int frameworks, Random random) {
        spot.running = random.nextInt(3) == 0 ? random.nextInt(15) : 0;
        spot.rack = random.nextBoolean() ? Optional.of("r" + random.nextInt(3)) : Optional.empty();
        spot.readings = Pictures.load(random.nextDouble());
        switch (random.nextInt(30)) {
            case 0 -> spot.agent = false;
            case 1 -> spot.presence = Presence.DOWN;
            case 2 -> spot.presence = Presence.DRAINING;
            case 3 -> spot.listed = false;
            case 4 -> spot.state = Ownership.State.QUARANTINED;
            case 5, 6 -> {
                spot.state = Ownership.State.MOVING;
                spot.operation = Optional.of(OperationId.of(1 + random.nextInt(5)));
            }
            case 7, 8 -> spot.epoch = 5;
            case 9 -> spot.signalsAt = NOW.minusSeconds(400);
            case 10 -> spot.readings = Map.of();
            case 11, 12 -> spot.roles = Optional.of(FRAMEWORKS.subList(0, 1 + random.nextInt(frameworks)));
            case 13 -> spot.epoch = 0;
            default -> {}
        }
    }
}
