package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Request;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A small fleet in memory with everything that moving needs, under a clock that is moved by hand. */
final class SagaWorld {

    final ManualTimers timers = new ManualTimers();
    final Terms terms = new Terms();
    final MemoryJournal journal = new MemoryJournal(terms);
    final FakeLedger ledger = new FakeLedger(timers.clock(), terms);
    final Map<FrameworkId, FakeFramework> frameworks = new LinkedHashMap<>();
    final FakeAgents agents = new FakeAgents(frameworks, timers, timers.clock());

    private final Map<FrameworkId, FrameworkPolicy> policies = new LinkedHashMap<>();
    private final List<NodeId> nodes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Set<FrameworkId> lying = new HashSet<>();
    private final MovingConfig config;
    private boolean blind;
    private MoveExecutor executor;
    private JournalledOperations operations;

    SagaWorld(MovingConfig config) {
        this.config = config;
        this.executor = newExecutor();
        this.operations = newOperations();
        journal.afterAppend(kept -> checkInvariants());
        journal.atDeath(() -> executor.rest());
    }

    // ---- building ----

    FakeFramework framework(FrameworkId id, int guarantee, Set<Capability> lacks) {
        FakeFramework framework = new FakeFramework(id, timers.clock(), timers, lacks);
        frameworks.put(id, framework);
        policies.put(id, new FrameworkPolicy(guarantee, guarantee, 1000, 1, 0.7, FrameworkPolicy.Mode.SUGGEST));
        return framework;
    }

    void node(String id, Optional<FrameworkId> owner) {
        Node node = FakeAgents.node(id, frameworks.keySet().toArray(FrameworkId[]::new));
        agents.add(node, owner);
        nodes.add(node.id());
        get(ledger.enter(node.id(), owner));
        owner.ifPresent(o -> of(o).with(node.memberOf(o).orElseThrow(), Resources.of(2, 1e9)));
    }

    FakeFramework of(FrameworkId id) {
        return Optional.ofNullable(frameworks.get(id)).orElseThrow();
    }

    static String member(NodeId node, FrameworkId framework) {
        return node + "." + framework;
    }

    /** The framework says of every member that it is gone; for the proof that the kit can fail. */
    void confirmLies(FrameworkId framework) {
        lying.add(framework);
    }

    // ---- the server ----

    JournalledOperations operations() {
        return operations;
    }

    Nodes nodes() {
        return new LedgerNodes(ledger, agents, operations, timers.clock());
    }

    MoveExecutor executor() {
        return executor;
    }

    void start() {
        takeOver();
    }

    /** From now on nobody sees that the lease has gone to another. */
    void blind() {
        blind = true;
    }

    /** Another process takes over, and the one before does not know. */
    void takeOverBeside() {
        executor = newExecutor();
        operations = newOperations();
        takeOver();
    }

    /** A server that does not lead. */
    JournalledOperations follower() {
        return new JournalledOperations(
                journal, ledger, new Preflight(new Reading(), agents), newExecutor(), timers.clock());
    }

    /** The leader looks what was asked of others. */
    void look() {
        get(operations.look(terms.current()));
    }

    private void takeOver() {
        Term term = terms.raise();
        get(executor.lead(term));
        get(operations.look(term));
    }

    /** The process dies and another begins with nothing but the journal. */
    void restart() {
        executor.rest();
        journal.revive();
        executor = newExecutor();
        operations = newOperations();
        takeOver();
    }

    private MoveExecutor newExecutor() {
        Predicate<Term> holds = term -> blind || terms.current().equals(term);
        StepCalls calls = new StepCalls(
                new Reading(),
                agents,
                new LedgerSteps(ledger),
                new LeapCheck(new Reading(), agents, ledger),
                new CallLimit(timers, config.callLimit(), holds));
        return new MoveExecutor(journal, calls, timers, timers.clock(), config, holds);
    }

    private JournalledOperations newOperations() {
        return new JournalledOperations(
                journal, ledger, new Preflight(new Reading(), agents), executor, timers.clock());
    }

    Operation move(Optional<FrameworkId> from, Optional<FrameworkId> to, int count) {
        return get(operations.start(new Request(from, to, count, List.of(), "to test"), "tester"));
    }

    /** Runs until nothing runs any more, restarting the server whenever it died; bounded. */
    void settle(Duration atMost) {
        Duration spent = Duration.ZERO;
        while (spent.compareTo(atMost) < 0 && violations.isEmpty()) {
            // Finely while things happen, coarsely while only deadlines are waited for.
            Duration step = spent.toSeconds() < 90 ? Duration.ofMillis(500) : Duration.ofSeconds(20);
            timers.advance(step);
            spent = spent.plus(step);
            if (journal.dead()) {
                restart();
            } else if (isQuiet()) {
                break;
            }
        }
        checkInvariants();
        assertUnviolated();
    }

    void assertUnviolated() {
        assertThat(violations).isEmpty();
    }

    boolean isQuiet() {
        return journal.moves().stream()
                .map(MoveJournal.RecordedMove::state)
                .noneMatch(s -> s instanceof MoveState.Running);
    }

    List<MoveState> states() {
        return journal.moves().stream().map(MoveJournal.RecordedMove::state).toList();
    }

    static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    // ---- what must always hold ----

    /** Collected, as an error thrown into the executor would be taken for a failure of the database. */
    void checkInvariants() {
        for (NodeId node : nodes) {
            List<FrameworkId> listed = frameworks.keySet().stream()
                    .filter(f -> presence(node, f) != Presence.ABSENT)
                    .toList();
            if (listed.size() > 1) {
                violated(node + " is listed in " + listed);
            }
            Ownership row = ledger.row(node);
            if (row.state() == Ownership.State.SETTLED
                    && listed.stream().anyMatch(f -> presence(node, f) == Presence.SERVING && !row.heldBy(f))) {
                violated(node + " serves in " + listed + " and the ledger says " + row);
            }
        }
        policies.forEach((id, policy) -> {
            long serving = nodes.stream()
                    .filter(n -> presence(n, id) == Presence.SERVING)
                    .count();
            if (serving < policy.guarantee()) {
                violated(id + " serves with " + serving + " nodes and is guaranteed " + policy.guarantee());
            }
        });
    }

    void violated(String what) {
        violations.add(what);
    }

    Presence presence(NodeId node, FrameworkId framework) {
        return of(framework).presence(member(node, framework));
    }

    private List<String> story(NodeId node) {
        return journal.moves().stream()
                .filter(m -> m.route().node().equals(node))
                .skip(Math.max(
                        0,
                        journal.moves().stream()
                                        .filter(m -> m.route().node().equals(node))
                                        .count()
                                - 2))
                .flatMap(m -> m.events().stream().map(e -> "\n" + m.route().operation() + " " + e))
                .toList();
    }

    private List<FakeFramework.Call> calls(NodeId node, FrameworkId framework) {
        List<FakeFramework.Call> calls = of(framework).calls().stream()
                .filter(c -> c.member().equals(member(node, framework)))
                .toList();
        return calls.subList(Math.max(0, calls.size() - 12), calls.size());
    }

    /** Where a node is in the end: its row says so, and nobody else lists it. */
    void assertAt(NodeId node, Optional<FrameworkId> owner) {
        Ownership row = ledger.row(node);
        assertThat(row.state()).isEqualTo(Ownership.State.SETTLED);
        assertThat(row.owner()).isEqualTo(owner);
        frameworks.keySet().forEach(f -> assertThat(presence(node, f))
                .as("%s in %s, %s, after %s%n%s", node, f, row, story(node), calls(node, f))
                .isEqualTo(owner.filter(f::equals).isPresent() ? Presence.SERVING : Presence.ABSENT));
        assertThat(agents.running(node)).isEqualTo(owner);
    }

    /** The inventory, always fresh. */
    private final class Reading implements Inventory {
        @Override
        public FleetPicture current() {
            List<FleetPicture.FrameworkPicture> read = frameworks().stream()
                    .map(f -> new FleetPicture.FrameworkPicture(
                            f, Optional.of(of(f.id()).seen()), Optional.empty()))
                    .toList();
            List<FleetPicture.NodePicture> known =
                    nodes.stream().map(this::picture).toList();
            return new FleetPicture(timers.now(), read, known);
        }

        private FleetPicture.NodePicture picture(NodeId id) {
            Ownership row = ledger.row(id);
            Optional<Observation.Member> member = row.owner().flatMap(f -> of(f).seen().members().stream()
                    .filter(m -> m.name().equals(member(id, f)))
                    .findFirst());
            return new FleetPicture.NodePicture(
                    agents.report(id).orElseThrow().node(), row, NodeSignals.unknown(id), member, agents.report(id));
        }

        @Override
        public List<Framework> frameworks() {
            return policies.entrySet().stream()
                    .map(e -> new Framework(e.getKey(), "fake", e.getKey().value(), e.getValue()))
                    .toList();
        }

        @Override
        public Optional<FrameworkDriver> driver(FrameworkId framework) {
            return Optional.ofNullable(frameworks.get(framework))
                    .map(f ->
                            new GuardedDriver(f, journal, ledger, SagaWorld.this::violated, lying.contains(framework)));
        }
    }
}
