package dev.sluice.pressure;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.pressure.Pressure.Part;
import dev.sluice.pressure.Pressure.Verdict;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.telemetry.NodeSignals.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How hard a framework is pressed.
 *
 * <ul>
 *   <li><b>supply</b>: per node the largest, over the dimensions, of utilisation plus stall time, the latter only above
 *       {@link ScoringRules#STALL_GATE}; of these the 66th percentile (nearest rank) over the serving nodes; over the
 *       target. Sources: OpenShift's descheduler rules, Cluster Autoscaler's max over dimensions.
 *   <li><b>demand</b>: running plus eligible pending work over usable capacity, dominant dimension (DRF, NSDI 2011).
 *       Work that something else than capacity blocks, that is younger than the minimum age, or that wants what no node
 *       here has, is left out and named in the note.
 * </ul>
 *
 * <p>Missing is not idle: without a fresh reading of the framework, or with too few nodes that have fresh signals, the
 * verdict is UNKNOWN.
 */
public final class Scoring {

    private Scoring() {}

    public static Score score(ScoringInput input, ScoringRules rules) {
        FrameworkPicture framework = input.framework();
        FrameworkId id = framework.framework().id();
        List<NodePicture> serving =
                input.nodes().stream().filter(Scoring::serves).toList();
        int carrying = serving.size() + input.strangers();
        Supply supply = supply(serving, framework.framework().policy().target(), rules, input.now());

        Optional<Observation> reading = framework.observation();
        if (reading.isEmpty()) {
            String why = framework.error().map(e -> ": " + e).orElse("");
            return unknown(id, supply, carrying, Score.Lack.READING, Duration.ZERO, "it has not been read yet" + why);
        }
        Duration readingAge = age(reading.get().at(), input.now());
        if (readingAge.compareTo(rules.expiry()) > 0) {
            String why = "its newest reading is %d s old, more than the %d s allowed%s"
                    .formatted(
                            readingAge.toSeconds(),
                            rules.expiry().toSeconds(),
                            framework.error().map(e -> ": " + e).orElse(""));
            return unknown(id, supply, carrying, Score.Lack.READING, readingAge, why);
        }
        Duration age = readingAge.compareTo(supply.age()) > 0 ? readingAge : supply.age();
        if (supply.coverage() < rules.coverage()) {
            String why = "%d of its %d serving nodes have fresh signals, %.0f %% are needed"
                    .formatted(supply.fresh(), serving.size(), rules.coverage() * 100);
            return unknown(id, supply, carrying, Score.Lack.COVERAGE, age, why);
        }
        Wanted wanted = wanted(reading.get().demand(), input, rules);
        return known(id, supply, wanted, carrying, age, rules);
    }

    /** Whether a node carries its owner's work now: settled with it, and listed by it as taking work. */
    public static boolean serves(NodePicture node) {
        return node.ownership().state() == Ownership.State.SETTLED
                && node.member().filter(m -> m.presence() == Presence.SERVING).isPresent();
    }

    private static Score known(
            FrameworkId id, Supply supply, Wanted wanted, int serving, Duration age, ScoringRules rules) {
        double bySupply = supply.overTarget().orElse(0);
        double value = Math.max(bySupply, wanted.share());
        // With nobody serving there is no supply to speak of, and all that speaks is demand.
        boolean demandWins = supply.overTarget().isEmpty() || wanted.share() >= bySupply;
        Verdict verdict = value > 1 + rules.tolerance()
                ? Verdict.OVERLOADED
                : value < 1 - rules.tolerance() ? Verdict.SLACK : Verdict.RIGHT;
        Pressure pressure = new Pressure(
                id,
                OptionalDouble.of(value),
                supply.overTarget(),
                OptionalDouble.of(wanted.share()),
                demandWins ? Part.DEMAND : Part.SUPPLY,
                verdict,
                supply.coverage(),
                age,
                Optional.empty(),
                wanted.leftOut());
        return new Score(
                pressure,
                serving,
                demandWins ? "demand: " + wanted.words() : "supply: " + supply.words(),
                Optional.empty());
    }

    private static Score unknown(
            FrameworkId id, Supply supply, int serving, Score.Lack lack, Duration age, String why) {
        Pressure pressure = new Pressure(
                id,
                OptionalDouble.empty(),
                supply.overTarget(),
                OptionalDouble.empty(),
                Part.NONE,
                Verdict.UNKNOWN,
                supply.coverage(),
                age,
                Optional.empty(),
                Optional.of(why));
        return new Score(pressure, serving, why, Optional.of(lack));
    }

    private record Supply(OptionalDouble overTarget, int fresh, double coverage, Duration age, String words) {}

    private static Supply supply(List<NodePicture> serving, double target, ScoringRules rules, Instant now) {
        double[] loads = new double[serving.size()];
        int fresh = 0;
        Duration oldest = Duration.ZERO;
        for (NodePicture node : serving) {
            NodeSignals signals = node.signals();
            if (signals.freshAt(now, rules.expiry()) && !signals.readings().isEmpty()) {
                loads[fresh++] = load(signals);
                Duration age = age(signals.newest().orElse(now), now);
                oldest = age.compareTo(oldest) > 0 ? age : oldest;
            }
        }
        double coverage = serving.isEmpty() ? 1 : (double) fresh / serving.size();
        if (fresh == 0) {
            return new Supply(OptionalDouble.empty(), 0, coverage, oldest, "no signals");
        }
        Arrays.sort(loads, 0, fresh);
        double load = loads[(int) Math.ceil(ScoringRules.PERCENTILE * fresh) - 1];
        String words = String.format(
                Locale.ROOT, "its nodes are %.0f %% busy, %.0f %% is the target", load * 100, target * 100);
        return new Supply(OptionalDouble.of(load / target), fresh, coverage, oldest, words);
    }

    /** How loaded one node is: 0 idle, 1 full, above 1 when work also waits there. */
    private static double load(NodeSignals signals) {
        double load = 0;
        for (Reading reading : signals.readings().values()) {
            double stalled = reading.utilisation() > ScoringRules.STALL_GATE
                    ? reading.stalled().orElse(0)
                    : 0;
            load = Math.max(load, reading.utilisation() + stalled);
        }
        return load;
    }

    private record Wanted(double share, String words, Optional<String> leftOut) {}

    private static Wanted wanted(Demand demand, ScoringInput input, ScoringRules rules) {
        Resources wanted = demand.running();
        int blocked = 0;
        int young = 0;
        int impossible = 0;
        for (Pending pending : demand.pending()) {
            Instant since = pending.since().orElse(input.firstSeen().getOrDefault(pending.id(), input.now()));
            if (pending.blockedBy().isPresent()) {
                blocked++;
            } else if (age(since, input.now()).compareTo(rules.pendingAge()) < 0) {
                young++;
            } else if (!possible(pending.wants(), demand.usable(), input.typicalNode())) {
                impossible++;
            } else {
                wanted = wanted.plus(pending.wants());
            }
        }
        double share = 0;
        Dimensions dominant = Dimensions.CORES;
        for (Dimensions dimension : Dimensions.values()) {
            double ratio =
                    ratio(dimension.of(wanted), dimension.of(demand.usable()), dimension.of(input.typicalNode()));
            if (ratio > share) {
                share = ratio;
                dominant = dimension;
            }
        }
        return new Wanted(share, dominant.words(wanted, demand.usable()), leftOut(blocked, young, impossible, rules));
    }

    /** Wanted over usable; where nothing is usable, what whole typical nodes would be wanted. Always finite. */
    private static double ratio(double wanted, double usable, double typical) {
        if (wanted <= 0) {
            return 0;
        }
        if (usable > 0) {
            return wanted / usable;
        }
        // Running work in a dimension that nobody reports capacity for says nothing about it.
        return typical > 0 ? Score.pressureOf(wanted / typical, 0) : 0;
    }

    private static boolean possible(Resources wants, Resources usable, Resources typicalNode) {
        for (Dimensions dimension : Dimensions.values()) {
            if (dimension.of(wants) > 0 && dimension.of(usable) <= 0 && dimension.of(typicalNode) <= 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> leftOut(int blocked, int young, int impossible, ScoringRules rules) {
        List<String> parts = new ArrayList<>();
        if (blocked > 0) {
            parts.add(blocked + " blocked by something else than capacity");
        }
        if (young > 0) {
            parts.add(young + " younger than " + rules.pendingAge().toSeconds() + " s");
        }
        if (impossible > 0) {
            parts.add(impossible + " wanting what no node here has");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("pending work left out: " + String.join(", ", parts));
    }

    /** Never negative: a clock that runs ahead of ours makes no data younger than now. */
    private static Duration age(Instant then, Instant now) {
        return then.isAfter(now) ? Duration.ZERO : Duration.between(then, now);
    }
}
