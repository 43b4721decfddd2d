package dev.sluice.moving;

import dev.sluice.driver.DrainProgress;
import dev.sluice.moving.MoveJournal.Recorded;
import dev.sluice.moving.MoveJournal.RecordedMove;
import dev.sluice.moving.Operations.Move;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Tells an operation from its journal: pure, so that a running and a past one are told alike. */
final class OperationReport {

    private static final List<MoveStep> WAY = List.of(
            MoveStep.CLAIM,
            MoveStep.CHECK,
            MoveStep.DRAIN,
            MoveStep.EMPTY,
            MoveStep.RELEASE,
            MoveStep.STOP,
            MoveStep.HAND_OVER,
            MoveStep.PREPARE,
            MoveStep.ADMIT,
            MoveStep.START,
            MoveStep.VERIFY,
            MoveStep.SETTLE);

    private OperationReport() {}

    /** @param live what is known of a running move beyond its journal */
    static Operation of(Recorded recorded, Function<Route, Optional<RunningMove>> live) {
        List<MoveState> states =
                recorded.moves().stream().map(RecordedMove::state).toList();
        Optional<Instant> endedAt = states.stream().allMatch(MoveState::ended)
                ? states.stream().map(MoveState::since).max(Instant::compareTo)
                : Optional.empty();
        List<Move> moves = recorded.moves().stream()
                .map(m -> move(m, live.apply(m.route())))
                .toList();
        MoveJournal.Header header = recorded.header();
        return new Operation(
                header.id(),
                header.from(),
                header.to(),
                header.reason(),
                header.actor(),
                status(states),
                header.createdAt(),
                endedAt,
                Totals.of(states),
                moves);
    }

    static Operation.Status status(List<MoveState> states) {
        boolean stuck = false;
        int moved = 0;
        int asked = 0;
        for (MoveState state : states) {
            switch (state) {
                case MoveState.Running running -> {
                    return Operation.Status.RUNNING;
                }
                case MoveState.Stuck s -> stuck = true;
                case MoveState.Moved m -> moved++;
                case MoveState.Undone u -> asked += u.cause().asked() ? 1 : 0;
                case MoveState.Quarantined q -> asked += 0;
            }
        }
        if (stuck) {
            return Operation.Status.STUCK;
        }
        if (moved == states.size()) {
            return Operation.Status.DONE;
        }
        if (moved > 0) {
            return Operation.Status.PARTLY_DONE;
        }
        return asked == states.size() ? Operation.Status.UNDONE : Operation.Status.FAILED;
    }

    private static Move move(RecordedMove recorded, Optional<RunningMove> live) {
        MoveState state = recorded.state();
        Optional<DrainProgress> progress = live.flatMap(RunningMove::progress);
        return new Move(
                recorded.route().node(),
                state.name(),
                state.since(),
                state.deadline(),
                progress.map(DrainProgress::remaining),
                progress.flatMap(DrainProgress::eta),
                progress.map(DrainProgress::blockers).orElse(List.of()).stream()
                        .map(b -> b.work() + ": " + b.why())
                        .toList(),
                note(state, live),
                code(state),
                Possible.in(state),
                steps(recorded, state));
    }

    private static Optional<String> code(MoveState state) {
        return switch (state) {
            case MoveState.Stuck stuck -> Optional.of(stuck.reason().code());
            case MoveState.Undone undone -> Optional.of(undone.cause().code());
            case MoveState.Quarantined q -> Optional.of(q.cause().code());
            case MoveState.Moved moved -> Optional.empty();
            case MoveState.Running running ->
                running.stage().fault().map(t -> t.fault().code());
        };
    }

    private static Optional<String> note(MoveState state, Optional<RunningMove> live) {
        return switch (state) {
            case MoveState.Stuck stuck -> Optional.of(stuck.reason().sentence());
            case MoveState.Undone undone -> Optional.of(undone.cause().sentence());
            case MoveState.Quarantined q -> Optional.of(q.cause().sentence());
            case MoveState.Moved moved -> Optional.empty();
            case MoveState.Running running -> {
                List<String> parts = new ArrayList<>();
                goingBack(running).ifPresent(parts::add);
                running.stage()
                        .fault()
                        .ifPresent(t -> parts.add("Attempt " + running.stage().failures() + " failed: "
                                + t.fault().sentence()));
                live.map(RunningMove::note).filter(n -> !n.isBlank()).ifPresent(parts::add);
                yield parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", parts));
            }
        };
    }

    private static Optional<String> goingBack(MoveState.Running running) {
        Optional<Heading> heading =
                switch (running) {
                    case MoveState.Released s -> Optional.of(s.heading());
                    case MoveState.Preparing s -> Optional.of(s.heading());
                    case MoveState.Joining s -> Optional.of(s.heading());
                    case MoveState.Verifying s -> Optional.of(s.heading());
                    case MoveState.Reserved s -> Optional.empty();
                    case MoveState.Draining s -> Optional.empty();
                    case MoveState.Drained s -> Optional.empty();
                    case MoveState.RollingBack s -> Optional.of(Heading.THERE.back(s.cause(), false));
                };
        return heading.filter(h -> !h.isThere())
                .map(h -> "On its way back to "
                        + h.goal(running.route())
                                .map(e -> e.framework().value())
                                .orElse("the reservoir")
                        + ": " + h.cause().map(Fault::sentence).orElse(""));
    }

    private static List<Step> steps(RecordedMove recorded, MoveState state) {
        List<Step> steps = new ArrayList<>();
        for (MoveEvent event : recorded.events()) {
            switch (event) {
                case MoveEvent.Started e -> {
                    if (steps.isEmpty() || !isOpen(steps.getLast(), e.step())) {
                        close(steps, Step.State.FAILED, e.at());
                        steps.add(new Step(name(e.step()), Step.State.RUNNING, Optional.of(e.at()), Optional.empty()));
                    }
                }
                case MoveEvent.Succeeded e -> close(steps, Step.State.DONE, e.at());
                case MoveEvent.Failed e -> {
                    if (!e.retry()) {
                        close(steps, Step.State.FAILED, e.at());
                    }
                }
                case MoveEvent.DeadlinePassed e -> close(steps, Step.State.FAILED, e.at());
                case MoveEvent.UndoRequested e -> close(steps, Step.State.UNDONE, e.at());
                case MoveEvent.ForceRequested e -> close(steps, Step.State.DONE, e.at());
                case MoveEvent.RetryRequested e -> {}
                case MoveEvent.WaitRequested e -> {}
            }
        }
        steps.addAll(ahead(recorded.route(), state));
        return steps;
    }

    private static boolean isOpen(Step last, MoveStep step) {
        return last.state() == Step.State.RUNNING && last.name().equals(name(step));
    }

    private static void close(List<Step> steps, Step.State how, Instant at) {
        if (!steps.isEmpty() && steps.getLast().state() == Step.State.RUNNING) {
            Step open = steps.removeLast();
            steps.add(new Step(open.name(), how, open.startedAt(), Optional.of(at)));
        }
    }

    /** What is left, as far as the way is known now. */
    private static List<Step> ahead(Route route, MoveState state) {
        return switch (state) {
            case MoveState.RollingBack s -> waiting(s.stage(), List.of());
            case MoveState.Reserved s -> waiting(s.stage(), after(MoveStep.CHECK, route, route.to()));
            case MoveState.Draining s -> waiting(s.stage(), after(MoveStep.EMPTY, route, route.to()));
            case MoveState.Drained s -> waiting(s.stage(), after(MoveStep.RELEASE, route, route.to()));
            case MoveState.Released s ->
                s.stage().left().contains(MoveStep.HAND_OVER)
                                && !s.stage().left().contains(MoveStep.SETTLE)
                        ? waiting(
                                s.stage(),
                                after(MoveStep.HAND_OVER, route, s.heading().goal(route)))
                        : waiting(s.stage(), List.of());
            case MoveState.Preparing s ->
                waiting(s.stage(), after(MoveStep.PREPARE, route, s.heading().goal(route)));
            case MoveState.Joining s ->
                waiting(s.stage(), after(MoveStep.START, route, s.heading().goal(route)));
            case MoveState.Verifying s -> waiting(s.stage(), List.of());
            case MoveState.Stuck s -> List.of();
            case MoveState.Moved s -> List.of();
            case MoveState.Undone s -> List.of();
            case MoveState.Quarantined s -> List.of();
        };
    }

    private static List<MoveStep> after(MoveStep step, Route route, Optional<Route.End> goal) {
        return WAY.subList(WAY.indexOf(step) + 1, WAY.size()).stream()
                .filter(s -> route.from().isPresent()
                        || (s != MoveStep.DRAIN && s != MoveStep.EMPTY && s != MoveStep.RELEASE))
                .filter(s -> goal.isPresent()
                        || (s != MoveStep.PREPARE
                                && s != MoveStep.ADMIT
                                && s != MoveStep.START
                                && s != MoveStep.VERIFY))
                .toList();
    }

    private static List<Step> waiting(Stage stage, List<MoveStep> then) {
        List<MoveStep> left = new ArrayList<>(stage.left());
        // The first is told by the journal once it was begun.
        if (stage.open() || stage.failures() > 0) {
            left.removeFirst();
        }
        left.addAll(then);
        return left.stream()
                .map(s -> new Step(name(s), Step.State.WAITING, Optional.empty(), Optional.empty()))
                .toList();
    }

    private static String name(MoveStep step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
