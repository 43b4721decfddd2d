package dev.sluice.replay;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Past;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.planning.Flight;
import dev.sluice.planning.FrameworkState.Hold;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
import dev.sluice.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sluice on a trace. It looks at the fleet as often as the running server does, scores, plans, and every suggestion is
 * carried out: at once, as if somebody approved it, or between two automatic frameworks after it has held twice.
 */
final class Replay {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Trace trace;
    private final Policy policy;
    private final PlanningConfig config;
    private final Duration away;
    private final SimulatedFleet fleet;
    private final Decider decider;

    private final Deque<Running> running = new ArrayDeque<>();
    private final Deque<Ended> ended = new ArrayDeque<>();
    private final Map<Pair, Instant> since = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Tally.Sum sum = new Tally.Sum();
    private int operations;
    private int decisions;
    private long nanos;

    private record Running(OperationId id, Instant arrives, Suggestion suggestion) {}

    private record Ended(OperationId id, Instant at, Suggestion suggestion) {}

    /** One operation, for the report. */
    record Step(Instant at, Suggestion suggestion) {}

    /** What came of it. */
    record Result(Tally tally, List<Step> steps, int decisions, double decisionsPerSecond) {}

    private Replay(Trace trace, Policy policy, int[] first, int moveSeconds) {
        this.trace = trace;
        this.policy = policy;
        this.config = policy.planning();
        this.away = Duration.ofSeconds(moveSeconds);
        this.fleet = new SimulatedFleet(policy.frameworks(), first, start());
        this.decider = new Decider(config);
    }

    static Result run(Trace trace, Policy policy, int[] first, int moveSeconds) {
        return new Replay(trace, policy, first, moveSeconds).run();
    }

    private Instant start() {
        return Instant.ofEpochSecond(trace.start());
    }

    private Result run() {
        long end = (long) trace.rows() * trace.step();
        long period = Math.max(1, config.period().toSeconds());
        for (long at = 0; at < end; at += period) {
            int row = (int) (at / trace.step());
            Instant now = start().plusSeconds(at);
            arrive(now);
            decide(now, trace.demand()[row]);
            // A tick may reach into the next rows, where rows are closer together than ticks.
            for (long from = at; from < Math.min(at + period, end); ) {
                int part = (int) (from / trace.step());
                long until = Math.min(Math.min(at + period, end), (part + 1L) * trace.step());
                sum.add(part, trace.demand()[part], fleet.held(), (until - from) / 60.0, trace.minutesPerRow());
                from = until;
            }
        }
        return new Result(sum.tally(), steps, decisions, decisions / Math.max(1e-9, nanos / 1e9));
    }

    private void arrive(Instant now) {
        while (!running.isEmpty() && !running.getFirst().arrives().isAfter(now)) {
            Running done = running.removeFirst();
            done.suggestion()
                    .nodes()
                    .forEach(n -> fleet.arrive(n, done.suggestion().to(), now));
            ended.addLast(new Ended(done.id(), now, done.suggestion()));
        }
        while (!ended.isEmpty() && ended.getFirst().at().isBefore(now.minus(DAY))) {
            ended.removeFirst();
        }
    }

    private void decide(Instant now, double[] demand) {
        var picture = fleet.picture(now, demand);
        Past past = past(now);
        long began = System.nanoTime();
        Decider.Decision decision = decider.decide(decider.look(picture, now), past);
        nanos += System.nanoTime() - began;
        decisions++;
        List<Suggestion> suggestions = decision.outcome().suggestions();
        since.keySet().retainAll(suggestions.stream().map(Pair::of).toList());
        for (Suggestion suggestion : suggestions) {
            if (approved(suggestion, now)) {
                start(suggestion, now);
            }
        }
    }

    private boolean approved(Suggestion suggestion, Instant now) {
        Instant first = since.computeIfAbsent(Pair.of(suggestion), p -> now);
        boolean automatic = mode(suggestion.to()) == Mode.AUTO
                && suggestion.from().map(f -> mode(f) == Mode.AUTO).orElse(true);
        return !automatic || !now.isBefore(first.plus(config.revalidateAfter().multipliedBy(2)));
    }

    private Mode mode(FrameworkId id) {
        return policy.frameworks().stream()
                .filter(f -> f.id().equals(id))
                .findFirst()
                .orElseThrow()
                .policy()
                .mode();
    }

    private void start(Suggestion suggestion, Instant now) {
        OperationId id = OperationId.of(++operations);
        suggestion.nodes().forEach(n -> fleet.leave(n, id, now));
        running.addLast(new Running(id, now.plus(away), suggestion));
        sum.moved(suggestion.nodes().size());
        steps.add(new Step(now, suggestion));
    }

    private Past past(Instant now) {
        List<Flight> flights = new ArrayList<>();
        Map<NodeId, Integer> moves = new HashMap<>();
        Map<Pair, Integer> hourly = new HashMap<>();
        for (Running operation : running) {
            Suggestion s = operation.suggestion();
            s.nodes().forEach(n -> flights.add(new Flight(n, s.from(), Optional.of(s.to()))));
            hourly.merge(Pair.of(s), s.nodes().size(), Integer::sum);
        }
        Map<FrameworkId, List<Hold>> holds = new HashMap<>();
        for (Ended operation : ended) {
            Suggestion s = operation.suggestion();
            s.nodes().forEach(n -> moves.merge(n, 1, Integer::sum));
            if (operation.at().isAfter(now.minus(HOUR))) {
                hourly.merge(Pair.of(s), s.nodes().size(), Integer::sum);
            }
            if (operation.at().isAfter(now.minus(longestCoolDown()))) {
                Past.moved(
                        holds,
                        s.from(),
                        Optional.of(s.to()),
                        operation.at(),
                        operation.id().value(),
                        config);
            }
        }
        return Past.of(flights, holds, moves, Map.of(), hourly);
    }

    private Duration longestCoolDown() {
        return config.coolDownGiving().compareTo(config.coolDownTaking()) > 0
                ? config.coolDownGiving()
                : config.coolDownTaking();
    }
}
