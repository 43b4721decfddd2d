package dev.sluice.moving;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.agent.Agents;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Agents in memory that run workers in {@link FakeFramework}s, level-triggered as real ones: an older epoch is ignored, a
 * wish that came while one was away is carried out when it is back.
 */
final class FakeAgents implements Agents {

    static final Duration ACTS_AFTER = Duration.ofMillis(300);

    private final Map<FrameworkId, FakeFramework> frameworks;
    private final Timers timers;
    private final Clock clock;
    private final Map<NodeId, Machine> machines = new TreeMap<>();

    private static final class Machine {
        final Node node;
        Optional<FrameworkId> wanted = Optional.empty();
        Optional<FrameworkId> role = Optional.empty();
        RoleState state = RoleState.STOPPED;
        long wantedEpoch;
        long epoch;
        boolean connected = true;
        boolean broken;
        boolean lies;

        Machine(Node node) {
            this.node = node;
        }
    }

    FakeAgents(Map<FrameworkId, FakeFramework> frameworks, Timers timers, Clock clock) {
        this.frameworks = frameworks;
        this.timers = timers;
        this.clock = clock;
    }

    void add(Node node, Optional<FrameworkId> runs) {
        Machine machine = new Machine(node);
        machine.role = runs;
        machine.wanted = runs;
        machine.state = runs.isPresent() ? RoleState.RUNNING : RoleState.STOPPED;
        machine.epoch = 1;
        machine.wantedEpoch = 1;
        machines.put(node.id(), machine);
    }

    /** The connection is gone; the machine goes on as it is. */
    void away(NodeId node) {
        machine(node).connected = false;
    }

    void back(NodeId node) {
        machine(node).connected = true;
        actLater(machine(node));
    }

    /** No worker of any role stays up from now on. */
    void breakWorkers(NodeId node, boolean broken) {
        machine(node).broken = broken;
    }

    /** From now on it says that its worker has stopped while the worker runs on. */
    void lieAboutStopping(NodeId node) {
        machine(node).lies = true;
    }

    Optional<FrameworkId> running(NodeId node) {
        return machine(node).state == RoleState.STOPPED ? Optional.empty() : machine(node).role;
    }

    private Machine machine(NodeId node) {
        return Optional.ofNullable(machines.get(node)).orElseThrow();
    }

    @Override
    public Uni<Void> want(NodeId node, Optional<FrameworkId> role, long epoch) {
        return Uni.createFrom().item(() -> {
            Machine machine = machine(node);
            if (epoch >= machine.wantedEpoch) {
                machine.wanted = role;
                machine.wantedEpoch = epoch;
                actLater(machine);
            }
            return null;
        });
    }

    private void actLater(Machine machine) {
        timers.after(ACTS_AFTER, () -> act(machine));
    }

    private void act(Machine machine) {
        if (!machine.connected) {
            return;
        }
        boolean same = machine.role.equals(machine.wanted) && machine.state != RoleState.FAILED;
        if (!same && machine.role.isPresent()) {
            stopWorker(machine);
        }
        if (!same) {
            machine.role = machine.wanted;
            machine.state = machine.wanted.map(f -> startWorker(machine, f)).orElse(RoleState.STOPPED);
        }
        machine.epoch = machine.wantedEpoch;
    }

    private void stopWorker(Machine machine) {
        FrameworkId framework = machine.role.orElseThrow();
        if (machine.state == RoleState.RUNNING && !machine.lies) {
            framework(framework).stopWorker(member(machine, framework));
        }
    }

    private RoleState startWorker(Machine machine, FrameworkId framework) {
        boolean up = !machine.broken
                && framework(framework).startWorker(member(machine, framework), machine.node.capacity());
        return up ? RoleState.RUNNING : RoleState.FAILED;
    }

    private FakeFramework framework(FrameworkId id) {
        return Optional.ofNullable(frameworks.get(id)).orElseThrow();
    }

    private static String member(Machine machine, FrameworkId framework) {
        return machine.node.memberOf(framework).orElseThrow();
    }

    @Override
    public Optional<AgentReport> report(NodeId node) {
        return Optional.ofNullable(machines.get(node)).map(this::report);
    }

    private AgentReport report(Machine m) {
        return new AgentReport(m.node, m.role, m.state, m.epoch, "fake", m.connected, clock.instant());
    }

    @Override
    public List<AgentReport> reports() {
        return machines.values().stream().map(this::report).toList();
    }

    static Node node(String id, FrameworkId... frameworks) {
        Map<FrameworkId, String> members = new TreeMap<>();
        for (FrameworkId framework : frameworks) {
            members.put(framework, id + "." + framework);
        }
        return new Node(new NodeId(id), Resources.of(2, 1e9), Optional.empty(), Map.of(), members);
    }
}
