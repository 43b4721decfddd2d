package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.Agents;
import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Deposed;
import dev.sluice.leading.Term;
import dev.sluice.moving.MoveState.Running;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a step says to the drivers and agents. Every call may be repeated: it either observes first or is level-triggered.
 * Every failure of theirs is an {@link Outcome}.
 */
final class StepCalls {

    private final Inventory inventory;
    private final Agents agents;
    private final LedgerSteps ledger;
    private final LeapCheck check;
    private final CallLimit limit;

    StepCalls(Inventory inventory, Agents agents, LedgerSteps ledger, LeapCheck check, CallLimit limit) {
        this.inventory = inventory;
        this.agents = agents;
        this.ledger = ledger;
        this.check = check;
        this.limit = limit;
    }

    /**
     * Begins a step; of a step that waits, only what makes the other side move.
     *
     * <p>Fails only with {@link Deposed}.
     *
     * @param look an earlier attempt may have taken effect
     */
    Uni<Outcome> begin(Term term, Running state, boolean look, Underway underway) {
        Route route = state.route();
        long epoch = state.stage().epoch();
        Uni<Outcome> call =
                switch (state.stage().due()) {
                    case CLAIM -> ledger.claim(term, route);
                    case CHECK -> check.now(route, underway).map(o -> o.orElse(new Outcome.Done(epoch)));
                    case DRAIN -> drain(term, state, look);
                    case RELEASE -> release(term, state, look);
                    case HAND_OVER ->
                        ledger.handOver(term, route, epoch, goal(state).map(Route.End::framework));
                    case PREPARE -> prepare(state);
                    case ADMIT -> admit(term, state, goal(state).orElseThrow());
                    case READMIT -> admit(term, state, route.from().orElseThrow());
                    case SETTLE -> ledger.settle(term, route, epoch);
                    case QUARANTINE -> ledger.quarantine(term, route, epoch, note(state));
                    case STOP -> unlessResumed(term, state, () -> want(state, Optional.empty()));
                    case START -> want(state, goal(state).map(Route.End::framework));
                    case EMPTY, VERIFY, CONFIRM -> done(epoch);
                };
        return call.onFailure(f -> !(f instanceof Deposed)).recoverWithItem(StepCalls::broke);
    }

    /** Looks whether a step that waits holds now. Fails only with {@link Deposed}. */
    Uni<Outcome> look(Term term, Running state) {
        Uni<Outcome> call =
                switch (state.stage().due()) {
                    case EMPTY -> empty(term, state);
                    case STOP -> unlessResumed(term, state, () -> stopped(term, state));
                    case PREPARE -> prepared(state);
                    case START -> started(state);
                    case VERIFY -> serving(term, state, goal(state).orElseThrow());
                    case CONFIRM -> serving(term, state, state.route().from().orElseThrow());
                    case CLAIM, CHECK, DRAIN, RELEASE, HAND_OVER, ADMIT, READMIT, SETTLE, QUARANTINE ->
                        throw new IllegalStateException("move: " + state.stage().due() + " is not a step that waits");
                };
        return call.onFailure(f -> !(f instanceof Deposed)).recoverWithItem(StepCalls::notYetOrBroke);
    }

    private Uni<Outcome> drain(Term term, Running state, boolean look) {
        Route route = state.route();
        Route.End donor = leaving(state);
        Uni<Outcome> drain = withDriver(donor, d -> limit.on(term, "drain", () -> d.drain(order(state, donor)))
                .chain(() -> done(state.stage().epoch())));
        if (state instanceof MoveState.Released) {
            return unlessIdle(term, state, donor, drain);
        }
        if (!look) {
            return drain;
        }
        return withDriver(
                donor, d -> limit.on(term, "observe", () -> d.observe()).chain(seen -> {
                    Optional<Observation.Member> member = seen.members().stream()
                            .filter(m -> m.name().equals(donor.member()) && m.presence() == Presence.DRAINING)
                            .findFirst();
                    boolean ours = member.isPresent()
                            && (d.lacks().contains(Capability.MARKS_DRAINS)
                                    || member.get()
                                            .drainMark()
                                            .flatMap(DrainMark::parse)
                                            .filter(m -> m.operation().equals(route.operation()))
                                            .isPresent());
                    return ours ? done(state.stage().epoch()) : drain;
                }));
    }

    private Uni<Outcome> empty(Term term, Running state) {
        Route.End donor = leaving(state);
        long epoch = state.stage().epoch();
        Uni<Outcome> empty = withDriver(donor, d -> limit.on(term, "progress", () -> d.progress(order(state, donor)))
                .<Outcome>map(
                        p -> p.empty() ? new Outcome.Done(epoch) : new Outcome.NotYet(waitsFor(p), Optional.of(p)))
                // A member that the donor does not list has nothing on it.
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithItem(new Outcome.Done(epoch)));
        return state instanceof MoveState.Released ? unlessIdle(term, state, donor, empty) : empty;
    }

    /** Whose work may be on the node. */
    private static Route.End leaving(Running state) {
        Optional<Route.End> leaving = state instanceof MoveState.Released r
                ? r.heading().leaving(r.route())
                : state.route().from();
        return leaving.orElseThrow();
    }

    /** A worker that is known not to run, by its agent or by its framework, has no work to wait for. */
    private Uni<Outcome> unlessIdle(Term term, Running state, Route.End end, Uni<Outcome> otherwise) {
        long epoch = state.stage().epoch();
        Optional<AgentReport> report = agents.report(state.route().node());
        if (hasFailed(report, epoch)
                || report.filter(r -> r.provesStopped(epoch)).isPresent()) {
            return done(epoch);
        }
        return withDriver(end, d -> limit.on(term, "confirm", () -> d.confirm(end.member()))
                .chain(p -> switch (p) {
                    case ABSENT, DOWN -> done(epoch);
                    case SERVING, DRAINING -> otherwise;
                }));
    }

    /** What goes home by a restart, and serves there before it, was never drained or has been enabled again: it may work. */
    private Uni<Outcome> unlessResumed(Term term, Running state, Supplier<Uni<Outcome>> otherwise) {
        if (!(state instanceof MoveState.RollingBack)) {
            return otherwise.get();
        }
        Route.End donor = state.route().from().orElseThrow();
        return withDriver(donor, d -> limit.on(term, "confirm", () -> d.confirm(donor.member()))
                .chain(p -> p == Presence.SERVING ? done(state.stage().epoch()) : otherwise.get()));
    }

    private static String waitsFor(DrainProgress progress) {
        return switch (progress.remaining()) {
            case 0 -> "nothing left, settling";
            case 1 -> "1 piece of work left";
            default -> progress.remaining() + " pieces of work left";
        };
    }

    private Uni<Outcome> release(Term term, Running state, boolean look) {
        Route.End donor = state.route().from().orElseThrow();
        long epoch = state.stage().epoch();
        boolean force = state instanceof MoveState.Drained drained && drained.force();
        return withDriver(donor, d -> {
            MemberOrder order = force ? order(state, donor).forced() : order(state, donor);
            Uni<Outcome> release =
                    limit.on(term, "release", () -> d.release(order)).chain(() -> done(epoch));
            if (!look) {
                return release;
            }
            return limit.on(term, "confirm", () -> d.confirm(donor.member()))
                    .chain(p -> p == Presence.ABSENT ? done(epoch) : release);
        });
    }

    private Uni<Outcome> admit(Term term, Running state, Route.End end) {
        return withDriver(end, d -> limit.on(term, "admit", () -> d.admit(order(state, end)))
                .chain(() -> done(state.stage().epoch())));
    }

    private Uni<Outcome> want(Running state, Optional<FrameworkId> role) {
        long epoch = state.stage().epoch();
        return agents.want(state.route().node(), role, epoch).chain(() -> done(epoch));
    }

    /** A node without a recipe of its own is ready as it is. */
    private Uni<Outcome> prepare(Running state) {
        NodeId node = state.route().node();
        long epoch = state.stage().epoch();
        FrameworkId goal = goal(state).orElseThrow().framework();
        return agents.prepares(node, goal) ? agents.prepare(node, goal, epoch).chain(() -> done(epoch)) : done(epoch);
    }

    private Uni<Outcome> prepared(Running state) {
        NodeId node = state.route().node();
        long epoch = state.stage().epoch();
        FrameworkId goal = goal(state).orElseThrow().framework();
        if (!agents.prepares(node, goal) || agents.isPrepared(node, goal, epoch)) {
            return done(epoch);
        }
        Optional<AgentReport> report = agents.report(node);
        if (hasFailed(report, epoch)) {
            // The recipe runs once under one claim, so trying again would not run it again.
            return Uni.createFrom()
                    .item(new Outcome.Broke(
                            new Fault(
                                    "prepare-failed",
                                    "Node " + node + " could not be made ready for " + goal + ": "
                                            + report.orElseThrow().proof()),
                            false,
                            true));
        }
        return Uni.createFrom().item(Outcome.notYet(waitsForAgent(node, report, "to make it ready for " + goal)));
    }

    private static boolean hasFailed(Optional<AgentReport> report, long epoch) {
        return report.filter(r -> r.connected() && r.epoch() >= epoch && r.state() == AgentReport.RoleState.FAILED)
                .isPresent();
    }

    private Uni<Outcome> stopped(Term term, Running state) {
        NodeId node = state.route().node();
        long epoch = state.stage().epoch();
        Optional<AgentReport> report = agents.report(node);
        if (report.filter(r -> r.provesStopped(epoch)).isEmpty()) {
            return Uni.createFrom().item(Outcome.notYet(waitsForAgent(node, report, "to stop its worker")));
        }
        List<Route.End> left =
                state instanceof MoveState.Released r ? r.heading().left(r.route()) : List.of();
        return gone(term, state, left);
    }

    /** Each framework that the node leaves forgets the stopped worker, and says so. */
    private Uni<Outcome> gone(Term term, Running state, List<Route.End> left) {
        if (left.isEmpty()) {
            return done(state.stage().epoch());
        }
        Route.End first = left.getFirst();
        MemberOrder tidy = order(state, first).afterStop();
        return withDriver(first, d -> limit.on(term, "release", () -> d.release(tidy))
                .chain(() -> limit.on(term, "confirm", () -> d.confirm(first.member())))
                .chain(p -> p == Presence.ABSENT
                        ? gone(term, state, left.subList(1, left.size()))
                        : Uni.createFrom()
                                .item(Outcome.notYet(
                                        first.framework() + " still lists " + first.member() + " as " + p))));
    }

    private Uni<Outcome> started(Running state) {
        NodeId node = state.route().node();
        long epoch = state.stage().epoch();
        FrameworkId goal = goal(state).orElseThrow().framework();
        Optional<AgentReport> report = agents.report(node);
        if (report.filter(r -> r.provesRunning(goal, epoch)).isPresent()) {
            return done(epoch);
        }
        if (hasFailed(report, epoch)) {
            return Uni.createFrom()
                    .item(new Outcome.Broke(
                            new Fault(
                                    "worker-failed",
                                    "The worker of " + goal + " on " + node + " does not stay up: "
                                            + report.orElseThrow().proof()),
                            true,
                            true));
        }
        return Uni.createFrom().item(Outcome.notYet(waitsForAgent(node, report, "to start the worker of " + goal)));
    }

    private static String waitsForAgent(NodeId node, Optional<AgentReport> report, String what) {
        if (report.isEmpty()) {
            return "No agent has ever reported for " + node + "; waiting for it " + what;
        }
        AgentReport r = report.get();
        return r.connected()
                ? "Waiting for the agent of " + node + " " + what + "; it says: " + r.state() + ", " + r.proof()
                : "The agent of " + node + " is away; waiting for it " + what;
    }

    private Uni<Outcome> serving(Term term, Running state, Route.End end) {
        return withDriver(end, d -> limit.on(term, "confirm", () -> d.confirm(end.member()))
                .map(p -> p == Presence.SERVING
                        ? new Outcome.Done(state.stage().epoch())
                        : Outcome.notYet(end.framework() + " lists " + end.member() + " as " + p)));
    }

    private Uni<Outcome> withDriver(Route.End end, Function<FrameworkDriver, Uni<Outcome>> call) {
        return inventory.driver(end.framework()).map(call).orElseGet(() -> Uni.createFrom()
                .item(Outcome.later(
                        "framework-unknown",
                        "Framework " + end.framework()
                                + " is not configured any more; add it to the configuration again.")));
    }

    private static MemberOrder order(Running state, Route.End end) {
        Route route = state.route();
        return new MemberOrder(
                route.node(), end.member(), route.operation(), state.stage().epoch(), false);
    }

    /** Who is to hold the node at the end of the way that this state is on. */
    private static Optional<Route.End> goal(Running state) {
        return switch (state) {
            case MoveState.Released s -> s.heading().goal(s.route());
            case MoveState.Preparing s -> s.heading().goal(s.route());
            case MoveState.Joining s -> s.heading().goal(s.route());
            case MoveState.Verifying s -> s.heading().goal(s.route());
            case MoveState.RollingBack s -> s.route().from();
            case MoveState.Reserved s -> s.route().to();
            case MoveState.Draining s -> s.route().to();
            case MoveState.Drained s -> s.route().to();
        };
    }

    private static String note(Running state) {
        return state instanceof MoveState.Released released
                ? released.heading().cause().map(Fault::sentence).orElse("")
                : "";
    }

    private static Uni<Outcome> done(long epoch) {
        return Uni.createFrom().item(new Outcome.Done(epoch));
    }

    static Outcome broke(Throwable failure) {
        String sentence = sentence(failure);
        return switch (failure) {
            case DriverFailure.Unavailable f -> Outcome.later(f.code(), sentence);
            case DriverFailure.OutcomeUnknown f -> new Outcome.Broke(new Fault(f.code(), sentence), true, true);
            case DriverFailure f -> Outcome.refused(f.code(), sentence);
            default ->
                new Outcome.Broke(new Fault("bug", failure.getClass().getSimpleName() + ": " + sentence), true, true);
        };
    }

    /** While waiting, one bad answer is no reason to give up; only a plain no is. */
    private static Outcome notYetOrBroke(Throwable failure) {
        return broke(failure) instanceof Outcome.Broke b && !b.retry()
                ? new Outcome.Broke(b.fault(), false, true)
                : Outcome.notYet(sentence(failure));
    }

    private static String sentence(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .orElse(failure.getClass().getSimpleName());
    }
}
