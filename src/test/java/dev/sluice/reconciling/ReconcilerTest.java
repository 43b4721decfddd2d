package dev.sluice.reconciling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership.State;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fleet of one node and two frameworks, looked at until something is held for true. */
class ReconcilerTest {

    private static final FrameworkId SPARK = new FrameworkId("spark");
    private static final FrameworkId YARN = new FrameworkId("yarn");
    private static final NodeId N1 = new NodeId("n1");
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final ManualTimers timers = new ManualTimers();
    private final Terms terms = new Terms();
    private final FakeLedger ledger = new FakeLedger(timers.clock(), terms);
    private final Map<FrameworkId, Presence> listed = new HashMap<>();
    private final Set<FrameworkId> down = new HashSet<>();
    private final Reconciler reconciler = new Reconciler(new Seen(), ledger, timers, timers.clock(), new Defaults());
    private Optional<String> mark = Optional.empty();
    private Optional<FrameworkId> runs = Optional.of(SPARK);
    private boolean connected = true;

    private record Defaults() implements ReconcilingConfig {
        @Override
        public Duration period() {
            return LOOK;
        }

        @Override
        public Duration lostAfter() {
            return Duration.ofMinutes(10);
        }
    }

    @BeforeEach
    void aNodeServesSparkAndAllAgree() {
        ledger.enter(N1, Optional.of(SPARK)).await().indefinitely();
        listed.put(SPARK, Presence.SERVING);
        reconciler.lead(terms.raise());
        // Past the first look, which comes early.
        looks(1);
    }

    private void looks(int times) {
        for (int i = 0; i < times; i++) {
            timers.advance(LOOK);
        }
    }

    private State state() {
        return ledger.row(N1).state();
    }

    private String note() {
        return ledger.row(N1).note().orElse("");
    }

    @Test
    void nothingIsWrittenWhileAllAgree() {
        // When
        looks(100);

        // Then
        assertThat(ledger.history()).hasSize(1);
    }

    @Test
    void aNodeThatServesInTwoPlacesIsInConflictUntilAPersonDecides() {
        // When
        listed.put(YARN, Presence.SERVING);
        looks(1);

        // Then
        assertThat(state()).isEqualTo(State.SETTLED);

        // When
        looks(2);

        // Then
        assertThat(state()).isEqualTo(State.CONFLICT);
        assertThat(note()).isEqualTo("It is alive in spark and yarn, and the ledger says spark.");

        // When
        listed.remove(YARN);
        looks(100);

        // Then
        assertThat(state()).isEqualTo(State.CONFLICT);

        // When
        ledger.decide(ledger.row(N1), Optional.of(SPARK), "settled by ann")
                .await()
                .indefinitely();
        looks(100);

        // Then
        assertThat(state()).isEqualTo(State.SETTLED);
    }

    @Test
    void aNodeThatServesWhereTheLedgerDoesNotSayIsInConflict() {
        // When
        listed.remove(SPARK);
        listed.put(YARN, Presence.DRAINING);
        runs = Optional.of(YARN);
        looks(3);

        // Then
        assertThat(state()).isEqualTo(State.CONFLICT);
        assertThat(note()).isEqualTo("It is alive in yarn, and the ledger says spark.");
    }

    @Test
    void anAgentThatRunsAnotherWorkerIsAConflict() {
        // When
        runs = Optional.of(YARN);
        looks(4);

        // Then
        assertThat(state()).isEqualTo(State.CONFLICT);
        assertThat(note()).isEqualTo("Its agent runs a worker of yarn, and the ledger says spark.");
    }

    @Test
    void aDrainBySomebodyElseIsLeftAloneUntilItIsLifted() {
        // When
        listed.put(SPARK, Presence.DRAINING);
        mark = Optional.of("maintenance by bob");
        looks(3);

        // Then
        assertThat(state()).isEqualTo(State.FOREIGN_DRAIN);
        assertThat(note()).isEqualTo("It was drained in spark by somebody else (maintenance by bob).");

        // When
        listed.put(SPARK, Presence.SERVING);
        looks(1);

        // Then
        assertThat(state()).isEqualTo(State.SETTLED);
        assertThat(note()).isEmpty();
    }

    @Test
    void aDrainThatAnOperationLeftBehindIsFoundToo() {
        // When
        listed.put(SPARK, Presence.DRAINING);
        mark = Optional.of("sluice:op-7@3");
        looks(3);

        // Then
        assertThat(state()).isEqualTo(State.FOREIGN_DRAIN);
        assertThat(note()).contains("for op-7, which does not move it any more");
    }

    @Test
    void aNodeThatNobodyHasSeenForLongIsLostAndFoundAgain() {
        // When
        listed.remove(SPARK);
        connected = false;
        looks(20);

        // Then
        assertThat(state()).isEqualTo(State.SETTLED);

        // When
        looks(3);

        // Then
        assertThat(state()).isEqualTo(State.LOST);

        // When
        connected = true;
        listed.put(SPARK, Presence.SERVING);
        looks(1);

        // Then
        assertThat(state()).isEqualTo(State.SETTLED);
    }

    @Test
    void aNodeThatIsListedWithoutAnAgentIsAGhost() {
        // When
        connected = false;
        looks(30);

        // Then
        assertThat(state()).isEqualTo(State.GHOST);
    }

    @Test
    void aFrameworkThatDoesNotAnswerProvesNothing() {
        // When
        down.add(SPARK);
        connected = false;
        looks(100);

        // Then
        assertThat(state()).isEqualTo(State.SETTLED);
    }

    @Test
    void whatIsSeenForOneLookIsForgotten() {
        for (int i = 0; i < 20; i++) {
            listed.put(YARN, Presence.SERVING);
            looks(1);
            listed.remove(YARN);
            looks(1);
        }
        assertThat(ledger.history()).hasSize(1);
    }

    @Test
    void aNodeThatMovesIsLeftToItsOperation() {
        // Given
        ledger.claim(terms.current(), ledger.row(N1), OperationId.of(7)).await().indefinitely();

        // When
        listed.put(YARN, Presence.SERVING);
        looks(10);

        // Then
        assertThat(state()).isEqualTo(State.MOVING);
    }

    @Test
    void aDeposedLeaderFreezesNothing() {
        // When
        terms.raise();
        listed.put(YARN, Presence.SERVING);
        looks(10);

        // Then
        assertThat(ledger.history()).hasSize(1);

        // When
        reconciler.rest();
        reconciler.lead(new Term(terms.current().number()));
        looks(10);

        // Then
        assertThat(state()).isEqualTo(State.CONFLICT);
    }

    private final class Seen implements Inventory {

        @Override
        public FleetPicture current() {
            Instant now = timers.now();
            List<FrameworkPicture> frameworks =
                    List.of(SPARK, YARN).stream().map(f -> picture(f, now)).toList();
            Node node = new Node(
                    N1, Resources.of(2, 1e9), Optional.empty(), Map.of(), Map.of(SPARK, "n1.spark", YARN, "n1.yarn"));
            AgentReport agent = new AgentReport(node, runs, RoleState.RUNNING, 1, "pid 1", connected, now);
            return new FleetPicture(
                    now,
                    frameworks,
                    List.of(new NodePicture(
                            node, ledger.row(N1), NodeSignals.unknown(N1), Optional.empty(), Optional.of(agent))));
        }

        private FrameworkPicture picture(FrameworkId id, Instant now) {
            Framework framework = new Framework(
                    id, "fake", id.value(), new FrameworkPolicy(0, 0, 9, 1, 0.7, FrameworkPolicy.Mode.SUGGEST));
            List<Observation.Member> members = Optional.ofNullable(listed.get(id))
                    .map(p -> new Observation.Member(
                            "n1." + id,
                            p,
                            Resources.of(2, 1e9),
                            Resources.NONE,
                            0,
                            id.equals(SPARK) ? mark : Optional.empty()))
                    .map(List::of)
                    .orElse(List.of());
            Instant read = down.contains(id) ? Instant.EPOCH : now;
            return new FrameworkPicture(
                    framework, Optional.of(new Observation(read, members, Observation.Demand.NONE)), Optional.empty());
        }

        @Override
        public List<Framework> frameworks() {
            return List.of();
        }

        @Override
        public Optional<FrameworkDriver> driver(FrameworkId framework) {
            return Optional.empty();
        }
    }
}
