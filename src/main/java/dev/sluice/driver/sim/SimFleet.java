package dev.sluice.driver.sim;

import dev.sluice.driver.HostedNodes;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The machines of all simulated frameworks: each could serve any of them. Empty without such a framework. */
@Singleton
final class SimFleet implements HostedNodes {

    private static final int RACK = 40;

    private final Clock clock;
    private final Map<FrameworkId, SimFramework> frameworks =
            new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    private final Map<NodeId, SimMachine> machines = new HashMap<>();
    private List<Node> nodes = List.of();

    SimFleet(Clock clock) {
        this.clock = clock;
    }

    /** Before the first call of {@link #nodes}. */
    synchronized void add(SimFramework framework) {
        frameworks.put(framework.settings().framework(), framework);
    }

    @Override
    public synchronized List<Node> nodes() {
        if (nodes.isEmpty() && !frameworks.isEmpty()) {
            build();
        }
        return nodes;
    }

    private void build() {
        int count =
                frameworks.values().stream().mapToInt(f -> f.settings().nodes()).sum();
        int width = String.valueOf(count).length();
        List<Node> all = new ArrayList<>(count);
        for (SimFramework framework : frameworks.values()) {
            for (int i = 0; i < framework.settings().nodes(); i++) {
                int number = all.size() + 1;
                String name = String.format(Locale.ROOT, "sim-%0" + width + "d", number);
                Map<FrameworkId, String> members = new HashMap<>();
                frameworks.keySet().forEach(id -> members.put(id, name));
                // As a machine hall grows: whoever came first has the first racks.
                String rack = "r" + (number - 1) / RACK;
                NodeId id = new NodeId(name);
                all.add(new Node(id, framework.settings().node(), Optional.of(rack), Map.of(), members));
                machines.put(id, new SimMachine(id, framework.settings().framework()));
            }
        }
        nodes = List.copyOf(all);
    }

    @Override
    public FrameworkId first(NodeId node) {
        return machine(node).first;
    }

    @Override
    public synchronized void resume(NodeId node, Optional<FrameworkId> role) {
        SimMachine machine = machine(node);
        machine.wanted = role;
        machine.runs = role;
        machine.busyUntil = Instant.EPOCH;
        role.map(frameworks::get).ifPresent(f -> f.startWorker(node.value()));
    }

    @Override
    public synchronized void run(NodeId node, Optional<FrameworkId> role) {
        SimMachine machine = machine(node);
        settle(machine);
        if (role.equals(machine.wanted)) {
            return;
        }
        Instant now = clock.instant();
        machine.wanted = role;
        machine.starts++;
        machine.busyUntil = machine.runs
                .map(frameworks::get)
                .map(f -> now.plus(f.settings().times().stop()))
                .orElseGet(() -> now.plus(starting(role)));
    }

    @Override
    public synchronized Actual actual(NodeId node) {
        SimMachine machine = machine(node);
        settle(machine);
        if (machine.runs.equals(machine.wanted)) {
            return machine.runs.isPresent()
                    ? new Actual(machine.runs, Phase.RUNNING, "simulated worker runs")
                    : new Actual(Optional.empty(), Phase.STOPPED, "no simulated worker runs");
        }
        if (machine.runs.isPresent()) {
            return new Actual(machine.runs, Phase.STOPPING, "simulated worker is stopping");
        }
        return machine.fails(frameworks)
                ? new Actual(machine.wanted, Phase.FAILED, "simulated worker does not stay up, options.failing-percent")
                : new Actual(machine.wanted, Phase.STARTING, "simulated worker is starting");
    }

    @Override
    public synchronized Load load(NodeId node) {
        SimMachine machine = machine(node);
        double load = machine.runs
                .map(frameworks::get)
                .map(f -> f.load(node.value()) * 0.75)
                .orElse(0.0);
        return new Load(0.02 + load, 0.1 + 0.8 * load);
    }

    private SimMachine machine(NodeId node) {
        SimMachine machine = machines.get(node);
        if (machine == null) {
            throw new IllegalArgumentException("no simulated node " + node);
        }
        return machine;
    }

    /** Brings a machine up to now: a worker that had to end has ended, one that had to start has started. */
    private void settle(SimMachine machine) {
        Instant now = clock.instant();
        if (!machine.runs.equals(machine.wanted) && machine.runs.isPresent() && !now.isBefore(machine.busyUntil)) {
            machine.runs.map(frameworks::get).ifPresent(f -> f.stopWorker(machine.id.value()));
            machine.runs = Optional.empty();
            machine.busyUntil = machine.busyUntil.plus(starting(machine.wanted));
        }
        if (!machine.runs.equals(machine.wanted)
                && machine.runs.isEmpty()
                && !now.isBefore(machine.busyUntil)
                && !machine.fails(frameworks)) {
            machine.runs = machine.wanted;
            machine.runs.map(frameworks::get).ifPresent(f -> f.startWorker(machine.id.value()));
        }
    }

    private Duration starting(Optional<FrameworkId> role) {
        return role.map(frameworks::get).map(f -> f.settings().times().start()).orElse(Duration.ZERO);
    }

    /** One machine. Guarded by the fleet's lock. */
    private static final class SimMachine {

        private final NodeId id;
        private final FrameworkId first;
        private Optional<FrameworkId> wanted = Optional.empty();
        private Optional<FrameworkId> runs = Optional.empty();
        private Instant busyUntil = Instant.EPOCH;
        private int starts;

        SimMachine(NodeId id, FrameworkId first) {
            this.id = id;
            this.first = first;
        }

        /** Whether the start that is wanted now comes to nothing. */
        boolean fails(Map<FrameworkId, SimFramework> frameworks) {
            return wanted.map(frameworks::get)
                    .filter(f -> SimChance.of("fail" + starts, id.value()) * 100
                            < f.settings().odds().failing())
                    .isPresent();
        }
    }
}
