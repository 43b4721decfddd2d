package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.agent.Agents;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The agents of the fleet, with the workers that they start and stop in the frameworks. A wish is stored in the database and
 * pushed to its agent; an agent keeps the newest it has seen over its own death, and tells every server process what it does,
 * in order and some time later. Each process has its own {@link View} of them.
 */
final class SimAgents {

    private static final Duration AWAY_AFTER = Duration.ofSeconds(15);
    private static final Duration TRIES_AGAIN = Duration.ofSeconds(10);

    private final Function<FrameworkId, FakeFramework> frameworks;
    private final ManualTimers timers;
    private final Random random;
    private final SimWatch watch;
    private final Map<NodeId, Machine> machines = new TreeMap<>();
    private final Map<NodeId, Wanted> stored = new HashMap<>();
    private final List<View> views = new ArrayList<>();

    private record Wanted(Optional<FrameworkId> role, long epoch) {}

    /** One node's agent: what it wants, what it runs, and how it is. */
    private static final class Machine {
        final Node node;
        Wanted wanted;
        Optional<FrameworkId> role;
        RoleState state;
        long epoch = 1;
        /** Grows when its agent dies, so that what that one had begun ends with it. */
        int life;

        boolean busy;
        boolean dead;
        boolean away;
        boolean broken;
        boolean lies;

        Machine(Node node, Optional<FrameworkId> runs) {
            this.node = node;
            this.role = runs;
            this.wanted = new Wanted(runs, 1);
            this.state = runs.isPresent() ? RoleState.RUNNING : RoleState.STOPPED;
        }

        boolean isAsWanted() {
            return epoch == wanted.epoch()
                    && role.equals(wanted.role())
                    && state == (role.isPresent() ? RoleState.RUNNING : RoleState.STOPPED);
        }
    }

    SimAgents(Function<FrameworkId, FakeFramework> frameworks, ManualTimers timers, Random random, SimWatch watch) {
        this.frameworks = frameworks;
        this.timers = timers;
        this.random = random;
        this.watch = watch;
    }

    void add(Node node, Optional<FrameworkId> runs) {
        machines.put(node.id(), new Machine(node, runs));
        stored.put(node.id(), new Wanted(runs, 1));
    }

    Collection<Node> nodes() {
        return machines.values().stream().map(m -> m.node).toList();
    }

    Optional<FrameworkId> running(NodeId node) {
        Machine machine = machine(node);
        return machine.state == RoleState.RUNNING ? machine.role : Optional.empty();
    }

    private Machine machine(NodeId node) {
        return Optional.ofNullable(machines.get(node)).orElseThrow();
    }

    // ---- accidents ----

    /** The agent is killed, or its network; its worker goes on. */
    void away(NodeId node, boolean killed) {
        Machine machine = machine(node);
        machine.away = true;
        if (killed) {
            machine.dead = true;
            machine.busy = false;
            machine.life++;
        }
        views.forEach(v -> v.lost(machine));
    }

    void back(NodeId node) {
        Machine machine = machine(node);
        if (machine.away) {
            machine.away = false;
            machine.dead = false;
            views.forEach(v -> v.greet(machine));
            deliver(machine);
        }
    }

    /** The worker's process dies; its agent starts it again. */
    void crashWorker(NodeId node) {
        Machine machine = machine(node);
        if (machine.state == RoleState.RUNNING) {
            framework(machine).crashWorker(member(machine));
            machine.state = RoleState.FAILED;
            watch.touched(node);
            tell(machine);
            startOver(machine);
        }
    }

    /** No worker stays up on it from now on, or again. */
    void breakWorkers(NodeId node, boolean broken) {
        machine(node).broken = broken;
    }

    /** From now on it says that its worker has stopped while the worker runs on. */
    void lieAboutStopping() {
        machines.values().forEach(m -> m.lies = true);
    }

    // ---- what an agent does ----

    private void deliver(Machine machine) {
        timers.after(millis(1, 20), () -> {
            Wanted newest = Optional.ofNullable(stored.get(machine.node.id())).orElseThrow();
            if (!machine.away && newest.epoch() >= machine.wanted.epoch()) {
                machine.wanted = newest;
            }
            act(machine);
        });
    }

    private void act(Machine machine) {
        if (machine.dead || machine.busy || machine.isAsWanted()) {
            return;
        }
        boolean same = machine.role.equals(machine.wanted.role());
        if (same && machine.state == RoleState.RUNNING) {
            machine.epoch = machine.wanted.epoch();
            tell(machine);
        } else if (!same && machine.role.isPresent()) {
            step(machine, RoleState.STOPPING, millis(200, 3000), this::stopped);
        } else if (machine.wanted.role().isPresent()) {
            machine.role = machine.wanted.role();
            machine.epoch = machine.wanted.epoch();
            step(machine, RoleState.STARTING, millis(500, 5000), this::started);
        } else {
            machine.state = RoleState.STOPPED;
            machine.epoch = machine.wanted.epoch();
            tell(machine);
        }
    }

    private interface Step {
        void done(Machine machine);
    }

    private void step(Machine machine, RoleState meanwhile, Duration takes, Step then) {
        machine.busy = true;
        machine.state = meanwhile;
        tell(machine);
        int life = machine.life;
        timers.after(takes, () -> {
            if (machine.life == life) {
                machine.busy = false;
                then.done(machine);
            }
        });
    }

    private void stopped(Machine machine) {
        String member = member(machine);
        FakeFramework framework = framework(machine);
        if (framework.workerRuns(member) && !machine.lies) {
            watch.stopping(machine.node.id(), framework.working(member));
        }
        if (!machine.lies) {
            framework.stopWorker(member);
        }
        watch.touched(machine.node.id());
        machine.role = Optional.empty();
        machine.state = RoleState.STOPPED;
        if (machine.wanted.role().isEmpty()) {
            machine.epoch = machine.wanted.epoch();
        }
        tell(machine);
        act(machine);
    }

    private void started(Machine machine) {
        boolean up = !machine.broken && framework(machine).startWorker(member(machine), machine.node.capacity());
        watch.touched(machine.node.id());
        machine.state = up ? RoleState.RUNNING : RoleState.FAILED;
        tell(machine);
        if (machine.role.equals(machine.wanted.role()) && !up) {
            startOver(machine);
        } else {
            act(machine);
        }
    }

    private void startOver(Machine machine) {
        int life = machine.life;
        timers.after(TRIES_AGAIN, () -> {
            if (machine.life == life) {
                act(machine);
            }
        });
    }

    private FakeFramework framework(Machine machine) {
        return frameworks.apply(machine.role.orElseThrow());
    }

    private static String member(Machine machine) {
        return machine.node.memberOf(machine.role.orElseThrow()).orElseThrow();
    }

    private Duration millis(int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }

    // ---- what server processes see ----

    private void tell(Machine machine) {
        if (!machine.away) {
            views.forEach(v -> v.send(machine));
        }
    }

    private AgentReport report(Machine machine) {
        return new AgentReport(
                machine.node, machine.role, machine.state, machine.epoch, "simulated", true, timers.now());
    }

    View viewFor(SimLife life, SimLink database) {
        View view = new View(life, database);
        views.add(view);
        // Known from the database, and not heard of yet.
        machines.values().forEach(m -> view.reports.put(m.node.id(), View.away(report(m))));
        machines.values().forEach(view::greet);
        return view;
    }

    /** The agents as one server process knows them. */
    final class View implements Agents {
        private final SimLife life;
        private final SimLink database;
        private final Map<NodeId, AgentReport> reports = new TreeMap<>();
        private final Map<NodeId, Instant> arrivals = new HashMap<>();

        private View(SimLife life, SimLink database) {
            this.life = life;
            this.database = database;
        }

        void end() {
            views.remove(this);
        }

        private void greet(Machine machine) {
            timers.after(millis(200, 4000), () -> send(machine));
        }

        /** Reports of one agent arrive in the order in which they were sent. */
        private void send(Machine machine) {
            if (machine.away || life.dead()) {
                return;
            }
            NodeId node = machine.node.id();
            AgentReport report = SimAgents.this.report(machine);
            Instant soonest = timers.now().plus(millis(1, 20));
            Instant at = Optional.ofNullable(arrivals.get(node))
                    .filter(soonest::isBefore)
                    .orElse(soonest);
            arrivals.put(node, at);
            timers.after(Duration.between(timers.now(), at), () -> life.run(() -> reports.put(node, report)));
        }

        private void lost(Machine machine) {
            timers.after(
                    AWAY_AFTER,
                    () -> life.run(() -> {
                        if (machine.away) {
                            reports.computeIfPresent(machine.node.id(), (n, r) -> away(r));
                        }
                    }));
        }

        private static AgentReport away(AgentReport r) {
            return new AgentReport(r.node(), r.role(), r.state(), r.epoch(), r.proof(), false, r.at());
        }

        @Override
        public Uni<Void> want(NodeId node, Optional<FrameworkId> role, long epoch) {
            return database.call(SimDatabase.Failures.DATABASE, () -> {
                stored.computeIfPresent(node, (n, s) -> epoch >= s.epoch() ? new Wanted(role, epoch) : s);
                deliver(machine(node));
                return Uni.createFrom().voidItem();
            });
        }

        @Override
        public Optional<AgentReport> report(NodeId node) {
            return Optional.ofNullable(reports.get(node));
        }

        @Override
        public List<AgentReport> reports() {
            return List.copyOf(reports.values());
        }
    }
}
