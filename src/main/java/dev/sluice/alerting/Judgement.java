package dev.sluice.alerting;

import dev.sluice.alerting.AlertPolicy.Target;
import dev.sluice.alerting.Episode.Outcome;
import dev.sluice.alerting.Episode.Verdict;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.pressure.Scoring;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What episodes come to: pure, in the order that they are given.
 *
 * <p>A policy has one hint for a framework at a time. Further episodes join it and change neither its target nor its end; after
 * it the next one may begin when the hold-off is over, counted from the begin. While a framework is raised, every other raise of it
 * starts from the same baseline, so that raises do not build on each other.
 */
final class Judgement {

    /** Grafana's own alerts about queries without data or with an error. */
    private static final Set<String> NO_LOAD = Set.of("DatasourceNoData", "DatasourceError");

    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final List<AlertPolicy> policies;
    private final FleetPicture picture;
    private final Instant now;
    private final Duration dataExpiry;
    private final Map<Subject, Hint> newest = new HashMap<>();

    /** Whom a hint is for, and by which policy. */
    private record Subject(String policy, FrameworkId framework) {}

    /**
     * @param policies by name
     * @param newest the last hint of each policy for each framework
     * @param dataExpiry an older reading is no data
     */
    Judgement(List<AlertPolicy> policies, FleetPicture picture, List<Hint> newest, Instant now, Duration dataExpiry) {
        this.policies = policies.stream()
                .sorted(Comparator.comparing(AlertPolicy::name))
                .toList();
        this.picture = picture;
        this.now = now;
        this.dataExpiry = dataExpiry;
        newest.forEach(hint -> this.newest.put(new Subject(hint.policy(), hint.framework()), hint));
    }

    Outcome of(Map<String, String> labels) {
        if (NO_LOAD.contains(labels.getOrDefault(Episode.NAME, ""))) {
            return nothing(Verdict.NO_DATA_SOURCE, "It says that a query has no data or fails, which is no load.");
        }
        Optional<AlertPolicy> policy =
                policies.stream().filter(p -> p.matches(labels)).findFirst();
        return policy.map(p -> by(p, labels))
                .orElseGet(() -> nothing(Verdict.NO_POLICY, "No alert policy matches its labels."));
    }

    private Outcome by(AlertPolicy policy, Map<String, String> labels) {
        Optional<String> subject = policy.subject(labels);
        Optional<FrameworkPicture> framework = subject.flatMap(id -> picture.frameworks().stream()
                .filter(f -> f.framework().id().value().equals(id))
                .findFirst());
        if (framework.isEmpty()) {
            return nothing(
                    Verdict.NO_FRAMEWORK,
                    "Policy " + policy.name() + " matches, but "
                            + subject.map(id -> "there is no framework '" + id + "'.")
                                    .orElse("the alert has no label '"
                                            + policy.frameworkLabel().orElse("") + "'."));
        }
        return by(policy, framework.get());
    }

    private Outcome by(AlertPolicy policy, FrameworkPicture framework) {
        FrameworkId id = framework.framework().id();
        Optional<Hint> last = Optional.ofNullable(newest.get(new Subject(policy.name(), id)));
        if (last.isPresent() && last.get().holdsAt(now)) {
            return hinted(policy, framework.framework(), last.get());
        }
        Optional<Instant> next =
                last.map(hint -> hint.from().plus(policy.limits().holdOff())).filter(at -> at.isAfter(now));
        if (next.isPresent()) {
            return new Outcome(
                    Verdict.HELD_OFF,
                    "Policy " + policy.name() + " has acted for "
                            + framework.framework().title() + " lately, and may again at " + next.get() + ".",
                    Optional.empty(),
                    next);
        }
        return switch (policy.target().action()) {
            case RAISE -> raise(policy, framework);
            case HOLD, FREEZE -> begin(policy, framework.framework(), OptionalInt.empty(), OptionalInt.empty());
        };
    }

    private Outcome raise(AlertPolicy policy, FrameworkPicture framework) {
        String title = framework.framework().title();
        if (framework
                .observation()
                .filter(o -> o.at().plus(dataExpiry).isAfter(now))
                .isEmpty()) {
            return new Outcome(
                    Verdict.NO_DATA,
                    title + " is not known well enough to work out a target; this is tried again.",
                    Optional.empty(),
                    Optional.of(now.plus(AGAIN)));
        }
        FrameworkId id = framework.framework().id();
        int baseline = baseline(id);
        int nodes = target(policy.target(), framework.framework(), baseline);
        if (nodes <= carrying(id)) {
            return nothing(
                    Verdict.AT_BOUND,
                    title + " has " + carrying(id) + " nodes, and policy " + policy.name() + " asks for " + nodes
                            + " at most.");
        }
        return begin(policy, framework.framework(), OptionalInt.of(baseline), OptionalInt.of(nodes));
    }

    /** Of another raise that is in effect, else what carries the work now. */
    private int baseline(FrameworkId id) {
        return newest.values().stream()
                .filter(h -> h.framework().equals(id) && h.holdsAt(now))
                .flatMapToInt(h -> h.baseline().stream())
                .min()
                .orElseGet(() -> carrying(id));
    }

    private int carrying(FrameworkId id) {
        return (int) picture.ownedBy(id).stream().filter(Scoring::serves).count() + picture.strangers(id);
    }

    private int target(Target target, Framework framework, int baseline) {
        long raised = Math.max(1, (long) Math.ceil(baseline * target.raise()));
        long cap = (long) framework.policy().cap() + picture.strangers(framework.id());
        return (int) Math.min(Math.min(raised, cap), target.most().orElse(Integer.MAX_VALUE));
    }

    private Outcome begin(AlertPolicy policy, Framework framework, OptionalInt baseline, OptionalInt nodes) {
        Hint hint = new Hint(
                policy.name(),
                framework.id(),
                policy.target().action(),
                baseline,
                nodes,
                now,
                now.plus(policy.limits().expiry()));
        newest.put(new Subject(policy.name(), framework.id()), hint);
        return hinted(policy, framework, hint);
    }

    private static Outcome hinted(AlertPolicy policy, Framework framework, Hint hint) {
        List<String> words = new ArrayList<>();
        words.add(
                switch (policy.target().action()) {
                    case RAISE ->
                        "%s should have %d nodes, %d carried its work."
                                .formatted(
                                        framework.title(),
                                        hint.nodes().orElse(0),
                                        hint.baseline().orElse(0));
                    case HOLD -> framework.title() + " should give no nodes.";
                    case FREEZE -> framework.title() + " should be left alone.";
                });
        words.add("Policy " + policy.name() + ", until " + hint.until() + " at the latest.");
        return new Outcome(
                Verdict.HINTED,
                String.join(" ", words),
                Optional.of(hint),
                Optional.of(hint.from().plus(policy.limits().holdOff())));
    }

    private static Outcome nothing(Verdict verdict, String why) {
        return new Outcome(verdict, why, Optional.empty(), Optional.empty());
    }
}
