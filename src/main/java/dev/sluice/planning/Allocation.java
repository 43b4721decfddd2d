package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * How many nodes each framework wants, and what it gets of that.
 *
 * <p>Each wants {@code ceil(current × ratio)} nodes (horizontal pod autoscaler). Beyond the tolerance a taker is judged by
 * the need that was there throughout the evidence window, within it by what the mean need of the lasting window is at least; a donor by
 * the largest need of the donor window. For one that has nodes on offer, to it or from it, the tolerance is half as wide,
 * so that an offer does not come and go at its edge. If that is more than there is, nodes above the guarantees go one by one to the
 * smallest share of {@code weight × deserved} (weighted max–min, which is what DRF is for whole equal nodes), never more
 * than wanted. A want that has yet to last takes nothing from those who need what they hold, beyond what is deserved
 * (Volcano's reclaim).
 */
record Allocation(List<Party> parties, boolean scarce) {

    /** Guards the ceilings against what floating point adds to whole numbers. */
    private static final double EPSILON = 1e-9;

    static Allocation of(PlanningInput input, PlanningRules rules, int free) {
        Map<FrameworkId, Standing> standings = Standing.of(input.picture(), input.flights());
        List<Party> parties = input.frameworks().stream()
                .sorted(Comparator.comparing(FrameworkState::id))
                .map(f -> party(f, standings.getOrDefault(f.id(), Standing.NONE), input, rules))
                .toList();
        long wanted = 0;
        long there = free;
        for (Party party : parties) {
            if (party.frozen().isEmpty()) {
                wanted += party.wants();
                there += party.standing().coming();
            }
        }
        return wanted <= there ? new Allocation(parties, false) : new Allocation(waterFilled(parties, there), true);
    }

    private static Party party(FrameworkState state, Standing standing, PlanningInput input, PlanningRules rules) {
        FrameworkPolicy policy = state.framework().policy();
        Needs needs = state.needs();
        int coming = standing.coming();
        Restraint restraint = Restraint.of(state, input.at());
        if (restraint.frozen().isPresent()) {
            return new Party(state, standing, restraint, coming, coming, coming);
        }
        double tolerance = input.onOffer(state.id()) ? rules.tolerance() / 2 : rules.tolerance();
        double sustained = needs.sustained().orElse(0);
        double lasting = needs.lasting().orElse(0);
        double peak = needs.peak().orElse(Double.POSITIVE_INFINITY);
        // A guarantee and a cap are about nodes of the fleet; strangers carry work beside them.
        int floor = Math.max(Math.min(coming, standing.floor(policy.guarantee())), standing.claim(policy.guarantee()));
        int wants = coming;
        double work = coming;
        if (sustained > coming * (1 + tolerance)) {
            wants = ceiling(sustained);
            work = sustained;
        } else if (lasting > coming) {
            wants = ceiling(lasting);
            work = lasting;
        } else if (peak < coming * (1 - tolerance)) {
            wants = Math.min(coming, ceiling(peak));
            work = peak;
        }
        if (wants < floor) {
            wants = floor;
            work = floor;
        }
        long most = (long) policy.cap() + standing.strangers();
        if (wants > most) {
            wants = (int) most;
            work = Math.min(work, wants);
        }
        if ((wants > coming && restraint.taking().isPresent())
                || (wants < coming && restraint.giving().isPresent())) {
            wants = coming;
            work = coming;
        }
        return new Party(state, standing, restraint, wants, work, wants);
    }

    /**
     * First up to what each has a claim to, then the rest up to what each wants. A node is away from both ends while it moves,
     * so that among those who all lack nodes only a need that lasts, or what is deserved, takes from what is held already.
     */
    private static List<Party> waterFilled(List<Party> parties, long there) {
        int[] targets = new int[parties.size()];
        long left = there;
        for (int i = 0; i < targets.length; i++) {
            Party party = parties.get(i);
            if (party.frozen().isPresent()) {
                targets[i] = party.target();
                continue;
            }
            targets[i] = Math.min(
                    party.wants(), party.standing().floor(party.policy().guarantee()));
            left -= targets[i];
        }
        left = fill(parties, targets, left, Allocation::claim);
        fill(parties, targets, left, Party::wants);
        return IntStream.range(0, targets.length)
                .mapToObj(i -> parties.get(i).withTarget(targets[i]))
                .toList();
    }

    /** Hands out node by node to the smallest share. Returns what is left. */
    private static long fill(List<Party> parties, int[] targets, long there, ToIntFunction<Party> most) {
        PriorityQueue<Integer> byShare =
                new PriorityQueue<>(Comparator.<Integer>comparingDouble(i -> shareWith(parties.get(i), targets[i] + 1))
                        .thenComparing(i -> parties.get(i).id()));
        for (int i = 0; i < targets.length; i++) {
            if (parties.get(i).frozen().isEmpty() && targets[i] < most.applyAsInt(parties.get(i))) {
                byShare.add(i);
            }
        }
        long left = there;
        while (left > 0) {
            Integer next = byShare.poll();
            if (next == null) {
                break;
            }
            targets[next]++;
            left--;
            if (targets[next] < most.applyAsInt(parties.get(next))) {
                byShare.add(next);
            }
        }
        return left;
    }

    /** Of what it wants: what it holds, deserves, or has needed all the time; all while that is not known. */
    private static int claim(Party party) {
        OptionalDouble throughout = party.state().needs().throughout();
        if (throughout.isEmpty()) {
            return party.wants();
        }
        int held = Math.max(party.standing().coming(), party.policy().deserved());
        return Math.min(party.wants(), Math.max(held, ceiling(throughout.getAsDouble())));
    }

    private static double shareWith(Party party, int nodes) {
        return party.share(nodes, true);
    }

    private static int ceiling(double need) {
        return (int) Math.min(Integer.MAX_VALUE / 2, Math.ceil(need - EPSILON));
    }

    /**
     * What keeps a framework from giving, from taking, or from both.
     *
     * @param frozen why it does neither
     * @param giving why it gives nothing
     * @param taking why it takes nothing
     */
    record Restraint(Optional<WhyNot> frozen, Optional<WhyNot> giving, Optional<WhyNot> taking) {

        static Restraint of(FrameworkState state, Instant now) {
            Optional<WhyNot> frozen = frozen(state, now);
            if (frozen.isPresent()) {
                return new Restraint(frozen, frozen, frozen);
            }
            return new Restraint(
                    Optional.empty(),
                    held(state, FrameworkState.Bars.GIVING, now),
                    held(state, FrameworkState.Bars.TAKING, now));
        }

        private static Optional<WhyNot> frozen(FrameworkState state, Instant now) {
            String id = state.id().value();
            String title = state.framework().title();
            if (state.framework().policy().mode() == Mode.OBSERVE) {
                return no(id, Rule.MODE_OBSERVE, title + " is only observed.");
            }
            if (state.score().lacks().isPresent()) {
                Rule rule =
                        switch (state.score().lacks().get()) {
                            case READING -> Rule.UNKNOWN_DATA;
                            case COVERAGE -> Rule.COVERAGE;
                        };
                return no(
                        id,
                        rule,
                        title + " is not known well enough: " + state.score().because() + ".");
            }
            return held(state, FrameworkState.Bars.BOTH, now);
        }

        private static Optional<WhyNot> held(FrameworkState state, FrameworkState.Bars bars, Instant now) {
            String title = state.framework().title();
            return state.holds().stream()
                    .filter(c -> c.bars() == bars && c.until().isAfter(now))
                    .max(Comparator.comparing(FrameworkState.Hold::until))
                    .flatMap(c -> no(
                            state.id().value(),
                            c.rule(),
                            switch (bars) {
                                case BOTH -> title + " is left alone until " + c.until() + ": " + c.why() + ".";
                                case GIVING -> title + " gives nothing until " + c.until() + ": " + c.why() + ".";
                                case TAKING -> title + " takes nothing until " + c.until() + ": " + c.why() + ".";
                            }));
        }

        private static Optional<WhyNot> no(String subject, Rule rule, String sentence) {
            return Optional.of(new WhyNot(subject, rule, sentence));
        }
    }
}
