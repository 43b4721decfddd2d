package dev.sluice.deciding;

import dev.sluice.deciding.Past.Floor;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.planning.FrameworkState;
import dev.sluice.planning.Needs;
import dev.sluice.planning.Pair;
import dev.sluice.planning.Planner;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.PlanningInput;
import dev.sluice.planning.PlanningOutcome;
import dev.sluice.planning.QuietWindows;
import dev.sluice.planning.Standing;
import dev.sluice.planning.Suggestion;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import dev.sluice.pressure.Score;
import dev.sluice.pressure.Scoring;
import dev.sluice.pressure.ScoringInput;
import dev.sluice.pressure.Trend;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Scores and plans picture after picture; holds what must be remembered between them. Not for several threads at once,
 * which is why every method is synchronized.
 */
public final class Decider {

    private final PlanningConfig config;
    private final QuietWindows windows;
    private final PendingAges pendingAges = new PendingAges();
    private final Map<FrameworkId, Trail> trails = new HashMap<>();
    private final Map<FrameworkId, Trend.Follower> followers = new HashMap<>();

    public Decider(PlanningConfig config) {
        this.config = config;
        this.windows = config.quietWindows();
    }

    /**
     * One look at the fleet.
     *
     * @param scores by framework id
     */
    public record Look(Instant at, FleetPicture picture, Map<FrameworkId, Score> scores) {}

    /**
     * What a look led to.
     *
     * @param confirmed frameworks that somebody asks nodes for, and whose metrics bear that out
     */
    public record Decision(Look look, PlanningInput input, PlanningOutcome outcome, Set<FrameworkId> confirmed) {}

    public synchronized Look look(FleetPicture picture, Instant now) {
        Map<FrameworkId, List<NodePicture>> owned = picture.nodes().stream()
                .filter(n -> n.ownership().owner().isPresent())
                .collect(Collectors.groupingBy(n -> n.ownership().owner().orElseThrow()));
        Map<FrameworkId, Score> scores = new TreeMap<>();
        for (FrameworkPicture framework : picture.frameworks()) {
            FrameworkId id = framework.framework().id();
            ScoringInput input = new ScoringInput(
                    framework,
                    owned.getOrDefault(id, List.of()),
                    picture.strangers(id),
                    typicalNode(picture, framework.framework()),
                    pendingAges.update(framework),
                    now);
            scores.put(id, followed(Scoring.score(input, config.scoringRules()), now));
        }
        return new Look(now, picture, scores);
    }

    private Score followed(Score score, Instant now) {
        Trend.Follower follower = followers.computeIfAbsent(score.pressure().framework(), f -> new Trend.Follower());
        score.pressure().value().ifPresent(value -> follower.add(now, value));
        return score.pressure().value().isPresent() ? score.with(follower.trend()) : score;
    }

    /** Plans, and counts the look as evidence. */
    public synchronized Decision decide(Look look, Past past) {
        Map<FrameworkId, Standing> standings = Standing.of(look.picture(), past.flights());
        look.scores().forEach((id, score) -> trails.computeIfAbsent(id, i -> new Trail(config))
                .add(
                        look.at(),
                        score.need(),
                        standings.get(id) == null ? 0 : standings.get(id).coming(),
                        past.offered().keySet().stream().anyMatch(pair -> pair.isPart(id))));
        return plan(look, past);
    }

    /** Plans on what has been proven so far. */
    public synchronized Decision plan(Look look, Past past) {
        List<FrameworkState> states = look.picture().frameworks().stream()
                .map(f -> state(f, look, past))
                .toList();
        PlanningInput input = new PlanningInput(
                look.at(),
                look.picture(),
                states,
                past.flights(),
                past.moves(),
                past.failures(),
                past.hourly(),
                past.offered());
        Set<FrameworkId> confirmed = look.scores().entrySet().stream()
                .filter(e -> floor(e.getKey(), e.getValue(), past).isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new Decision(look, input, Planner.plan(input, config.planningRules()), confirmed);
    }

    /** Why a suggestion no longer holds under a newer decision; empty when it does, give or take the tolerance. */
    public Optional<String> objection(Suggestion suggestion, Decision now) {
        Optional<Suggestion> current = current(suggestion, now);
        if (current.isEmpty()) {
            return Optional.of(now.outcome().whyNot().stream()
                    .filter(w -> w.subject().equals(suggestion.to().value())
                            || suggestion
                                    .from()
                                    .filter(f -> f.value().equals(w.subject()))
                                    .isPresent())
                    .map(WhyNot::sentence)
                    .findFirst()
                    .orElse("The plan has changed."));
        }
        if (current.get().nodes().size() < suggestion.nodes().size() * (1 - config.tolerance())) {
            return Optional.of("Only " + current.get().nodes().size() + " of the "
                    + suggestion.nodes().size() + " nodes should move now.");
        }
        return barred(suggestion, current.get()).map(WhyNot::sentence);
    }

    /** What a newer decision suggests in the place of a suggestion; empty when nothing. */
    public static Optional<Suggestion> current(Suggestion suggestion, Decision now) {
        Pair pair = Pair.of(suggestion);
        return now.outcome().suggestions().stream()
                .filter(s -> Pair.of(s).equals(pair))
                .findFirst();
    }

    /** The first node of {@code suggestion} that {@code current} could not choose. */
    public static Optional<WhyNot> barred(Suggestion suggestion, Suggestion current) {
        Map<String, WhyNot> whyNot = new HashMap<>();
        current.whyNot().forEach(w -> whyNot.put(w.subject(), w));
        for (NodeId node : suggestion.nodes()) {
            if (!current.nodes().contains(node)) {
                WhyNot why = whyNot.get(node.value());
                if (why == null || why.rule() != Rule.BETTER_CANDIDATE) {
                    return Optional.of(
                            why != null
                                    ? why
                                    : new WhyNot(node.value(), Rule.NOT_SERVING, node + " is no longer the donor's."));
                }
            }
        }
        return Optional.empty();
    }

    private FrameworkState state(FrameworkPicture framework, Look look, Past past) {
        FrameworkId id = framework.framework().id();
        Optional<Trail> trail = Optional.ofNullable(trails.get(id));
        Score score = Optional.ofNullable(look.scores().get(id)).orElseThrow();
        Needs needs = trail.map(t -> t.needs(look.at())).orElse(Needs.UNKNOWN);
        Optional<Floor> floor = floor(id, score, past);
        return new FrameworkState(
                framework.framework(),
                floor.map(f -> score.confirmed(f.why())).orElse(score),
                floor.map(f -> needs.atLeast(f.nodes())).orElse(needs),
                Stream.concat(past.holds().getOrDefault(id, List.of()).stream(), windows.hold(id, look.at()).stream())
                        .toList());
    }

    private Optional<Floor> floor(FrameworkId id, Score score, Past past) {
        return Optional.ofNullable(past.floors().get(id)).filter(f -> confirms(score, f));
    }

    /** Metrics drive: what asks for more nodes counts only beside a pressure that is not slack, and where it is more. */
    private boolean confirms(Score score, Floor floor) {
        double busy = score.serving() * (1 - config.tolerance());
        return floor.nodes() > score.serving()
                && score.need().isPresent()
                && score.need().getAsDouble() >= busy;
    }

    /** The mean of the nodes that could serve the framework. */
    private static Resources typicalNode(FleetPicture picture, Framework framework) {
        Resources sum = Resources.NONE;
        int count = 0;
        for (NodePicture node : picture.nodes()) {
            if (node.node().memberOf(framework.id()).isPresent()
                    && framework.needs().lacking(node.node()).isEmpty()) {
                sum = sum.plus(node.node().capacity());
                count++;
            }
        }
        return count == 0 ? sum : sum.times(1.0 / count);
    }
}
