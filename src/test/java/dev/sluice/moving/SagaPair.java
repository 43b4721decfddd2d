package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.agent.Agents;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Request;
import dev.sluice.telemetry.NodeSignals;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One node that two frameworks can hold, over any two peers of the driver contract, with an agent that starts and stops their
 * workers. The donor holds it at first. Only the journal and the ledger outlive the process.
 */
final class SagaPair {

    static final FrameworkId DONOR = new FrameworkId("donor");
    static final FrameworkId TAKER = new FrameworkId("taker");
    static final NodeId NODE = new NodeId("n1");

    private final Terms terms = new Terms();
    final MemoryJournal journal = new MemoryJournal(terms);
    private final FakeLedger ledger;
    private final Map<FrameworkId, DriverPeer> peers;
    private final Map<FrameworkId, Observation> seen;
    private final SagaTime time;
    private final SagaFaults faults;
    private final OneAgent agent;
    private MoveExecutor executor;
    private JournalledOperations operations;

    /** @param faults of the calls to both */
    SagaPair(DriverPeer donor, DriverPeer taker, SagaTime time, SagaFaults faults) {
        this.peers = Map.of(DONOR, donor, TAKER, taker);
        this.agent = new OneAgent();
        this.time = time;
        this.faults = faults;
        this.ledger = new FakeLedger(time.clock(), terms);
        donor.reset();
        taker.reset();
        taker.remove(member(taker));
        time.until(taker, () -> presence(TAKER) == Presence.ABSENT);
        this.seen = Map.of(DONOR, observe(donor), TAKER, observe(taker));
        ledger.enter(NODE, Optional.of(DONOR)).await().indefinitely();
        this.executor = newExecutor();
        this.operations = newOperations();
        journal.atDeath(() -> executor.rest());
        takeOver();
    }

    private void takeOver() {
        Term term = terms.raise();
        executor.lead(term).await().indefinitely();
        operations.look(term).await().indefinitely();
    }

    private static Observation observe(DriverPeer peer) {
        return peer.await(peer.driver().observe());
    }

    static String member(DriverPeer peer) {
        return peer.members().getFirst();
    }

    private DriverPeer peer(FrameworkId id) {
        return Optional.ofNullable(peers.get(id)).orElseThrow();
    }

    // ---- the server ----

    private MoveExecutor newExecutor() {
        TestConfig config = new TestConfig(2, time.callLimit());
        Inventory inventory = new Reading();
        Predicate<Term> holds = term -> terms.current().equals(term);
        StepCalls calls = new StepCalls(
                inventory,
                agent,
                new LedgerSteps(ledger),
                new LeapCheck(inventory, agent, ledger),
                new CallLimit(time.timers(), config.callLimit(), holds));
        return new MoveExecutor(journal, calls, time.timers(), time.clock(), config, holds);
    }

    private JournalledOperations newOperations() {
        return new JournalledOperations(journal, ledger, new Preflight(new Reading(), agent), executor, time.clock());
    }

    /** The process dies and another begins with nothing but the journal. */
    private void restart() {
        executor.rest();
        journal.revive();
        executor = newExecutor();
        operations = newOperations();
        takeOver();
    }

    Operation begin() {
        Request request = new Request(Optional.of(DONOR), Optional.of(TAKER), 0, List.of(NODE), "to test");
        return operations.start(request, "tester").await().indefinitely();
    }

    void undo(Operation operation) {
        operations.undo(operation.id(), "tester", "changed my mind").await().indefinitely();
    }

    /** Waits, with a new process whenever the last one has died. */
    void until(BooleanSupplier condition) {
        time.until(peer(DONOR), () -> {
            if (journal.dead()) {
                restart();
            }
            return condition.getAsBoolean();
        });
    }

    /** Until no move runs, the one that takes another back included. */
    void settle() {
        until(this::isSettled);
        operations.look(terms.current()).await().indefinitely();
        until(this::isSettled);
    }

    private boolean isSettled() {
        return journal.moves().stream()
                .map(MoveJournal.RecordedMove::state)
                .allMatch(s -> s.ended() || s instanceof MoveState.Stuck);
    }

    MoveState state() {
        return journal.moves().getFirst().state();
    }

    Presence presence(FrameworkId framework) {
        DriverPeer peer = peer(framework);
        return peer.await(peer.driver().confirm(member(peer)));
    }

    /** By the ledger, by the agent and by both frameworks. */
    void assertAt(FrameworkId owner) {
        Ownership row = ledger.row(NODE);
        assertThat(row.state()).as("%s after %s", row, journal.moves()).isEqualTo(Ownership.State.SETTLED);
        assertThat(row.owner()).contains(owner);
        assertThat(agent.role).contains(owner);
        peers.keySet().forEach(f -> assertThat(presence(f))
                .as("%s in %s after %s", NODE, f, journal.moves())
                .isEqualTo(f.equals(owner) ? Presence.SERVING : Presence.ABSENT));
    }

    /** Does at once what it is told, on a thread that may wait. */
    private final class OneAgent implements Agents {
        private final Node node = new Node(
                NODE,
                Resources.of(2, 2e9),
                Optional.empty(),
                Map.of(),
                Map.of(DONOR, member(peer(DONOR)), TAKER, member(peer(TAKER))));
        private volatile Optional<FrameworkId> role = Optional.of(DONOR);
        private volatile RoleState state = RoleState.RUNNING;
        private volatile long epoch = 1;

        @Override
        public Uni<Void> want(NodeId node, Optional<FrameworkId> wanted, long wantedEpoch) {
            time.work(() -> act(wanted, wantedEpoch));
            return Uni.createFrom().voidItem();
        }

        private synchronized void act(Optional<FrameworkId> wanted, long wantedEpoch) {
            if (wantedEpoch < epoch) {
                return;
            }
            if (!wanted.equals(role)) {
                state = RoleState.STOPPING;
                role.ifPresent(f -> peer(f).stopWorker(member(peer(f))));
                state = RoleState.STOPPED;
                role = wanted;
                wanted.ifPresent(f -> {
                    state = RoleState.STARTING;
                    peer(f).startWorker(member(peer(f)));
                    state = RoleState.RUNNING;
                });
            }
            epoch = wantedEpoch;
        }

        @Override
        public Optional<AgentReport> report(NodeId id) {
            return Optional.of(new AgentReport(
                    node, role, state, epoch, "in this test", true, time.clock().instant()));
        }

        @Override
        public List<AgentReport> reports() {
            return report(NODE).stream().toList();
        }
    }

    /** The fleet as it was when the test began, with the row as it is. */
    private final class Reading implements Inventory {
        @Override
        public FleetPicture current() {
            List<FrameworkPicture> frameworks = frameworks().stream()
                    .map(f -> new FrameworkPicture(f, Optional.ofNullable(seen.get(f.id())), Optional.empty()))
                    .toList();
            NodePicture node = new NodePicture(
                    agent.node, ledger.row(NODE), NodeSignals.unknown(NODE), Optional.empty(), agent.report(NODE));
            return new FleetPicture(time.clock().instant(), frameworks, List.of(node));
        }

        @Override
        public List<Framework> frameworks() {
            FrameworkPolicy policy = new FrameworkPolicy(0, 0, 10, 1, 0.7, FrameworkPolicy.Mode.SUGGEST);
            return List.of(new Framework(DONOR, "kit", "Donor", policy), new Framework(TAKER, "kit", "Taker", policy));
        }

        @Override
        public Optional<FrameworkDriver> driver(FrameworkId framework) {
            return Optional.of(faults.in(framework, peer(framework).driver()));
        }
    }
}
