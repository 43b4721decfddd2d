package dev.sluice.driver.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.HostedNodes.Phase;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.contract.DriverContract;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The simulated framework keeps the contract of the real ones, and its machines do what agents say that they do. */
class SimFrameworkTest {

    @Nested
    class Contract extends DriverContract {
        private final DriverPeer peer = new SimPeer();

        @Override
        protected DriverPeer peer() {
            return peer;
        }
    }

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");
    private static final NodeId FIRST = new NodeId("sim-1");

    private final ManualTimers timers = new ManualTimers();
    private final SimFleet fleet = new SimFleet(timers.clock());
    private final SimFramework a = framework(A, Map.of("nodes", "4", "demand", "3", "drain", "80s"));
    private final SimFramework b = framework(B, Map.of("nodes", "2", "demand", "5"));

    private SimFramework framework(FrameworkId id, Map<String, String> options) {
        var settings = SimPeer.settings(id, options);
        SimFramework framework =
                new SimFramework(SimSettings.of(settings, timers.clock().instant()), timers.clock());
        fleet.add(framework);
        return framework;
    }

    private void started() {
        fleet.nodes().forEach(node -> fleet.resume(node.id(), Optional.of(fleet.first(node.id()))));
    }

    @Test
    void spreadsItsDemandAndLetsTheRestWait() {
        // Given
        started();

        // When
        Observation calm = a.observe();
        Observation pressed = b.observe();

        // Then
        assertThat(calm.members()).hasSize(4).allSatisfy(m -> assertThat(m.running())
                .isEqualTo(6));
        assertThat(calm.demand().pending()).isEmpty();
        assertThat(pressed.members()).hasSize(2).allSatisfy(m -> assertThat(m.running())
                .isEqualTo(8));
        assertThat(pressed.demand().pending())
                .singleElement()
                .satisfies(waits -> assertThat(waits.wants().cores()).isEqualTo(3 * 16.0));
        assertThat(fleet.load(FIRST).cpu()).isBetween(0.55, 0.65);
    }

    @Test
    void movesANodeAsARealOneWould() {
        // Given
        started();
        MemberOrder order = new MemberOrder(FIRST, FIRST.value(), OperationId.of(1), 2, false);

        // When
        a.drain(order);

        // Then
        int before = a.progress(order).remaining();
        timers.advance(Duration.ofSeconds(30));
        assertThat(a.progress(order).remaining()).isBetween(1, before - 1);
        timers.advance(Duration.ofSeconds(120));
        assertThat(a.progress(order).empty()).isTrue();

        // When
        a.release(order);
        fleet.run(FIRST, Optional.empty());

        // Then
        assertThat(fleet.actual(FIRST).phase()).isEqualTo(Phase.STOPPING);
        timers.advance(Duration.ofSeconds(5));
        assertThat(fleet.actual(FIRST).phase()).isEqualTo(Phase.STOPPED);
        assertThat(a.confirm(FIRST.value())).isEqualTo(FrameworkDriver.Presence.ABSENT);

        // When
        b.admit(order);
        fleet.run(FIRST, Optional.of(B));

        // Then
        assertThat(fleet.actual(FIRST).phase()).isEqualTo(Phase.STARTING);
        timers.advance(Duration.ofSeconds(5));
        assertThat(fleet.actual(FIRST).phase()).isEqualTo(Phase.RUNNING);
        assertThat(b.confirm(FIRST.value())).isEqualTo(FrameworkDriver.Presence.SERVING);
        assertThat(b.observe().demand().pending())
                .singleElement()
                .satisfies(waits -> assertThat(waits.wants().cores()).isEqualTo(2 * 16.0));
    }

    @Test
    void failsToStartWhereItIsToldTo() {
        // Given
        framework(new FrameworkId("c"), Map.of("nodes", "0", "demand", "1", "failing-percent", "100"));
        started();

        // When
        fleet.run(FIRST, Optional.of(new FrameworkId("c")));
        timers.advance(Duration.ofSeconds(60));

        // Then
        assertThat(fleet.actual(FIRST).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void keepsTheLastPieceWhereItIsToldTo() {
        // Given
        SimFramework c = framework(
                new FrameworkId("c"), Map.of("nodes", "1", "demand", "1", "stuck-percent", "100", "drain", "1s"));
        started();
        NodeId own = new NodeId("sim-7");
        MemberOrder order = new MemberOrder(own, own.value(), OperationId.of(1), 2, false);

        // When
        c.drain(order);
        timers.advance(Duration.ofHours(1));

        // Then
        assertThat(c.progress(order).remaining()).isEqualTo(1);
        assertThat(c.progress(order).blockers().getFirst().why()).contains("does not end by itself");
        c.release(order.forced());
        assertThat(c.progress(order).empty()).isTrue();
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        // Then
        assertWrong(Map.of(), "options.demand: '' give it or options.trace, one of the two");
        assertWrong(Map.of("demand", "5 + tide(3)"), "options.demand: '5 + tide(3)' must be terms joined by +");
        assertWrong(Map.of("demand", "wave(3, 0s)"), "options.demand: 'wave(3, 0s)' must be terms joined by +");
        assertWrong(Map.of("demand", "5", "nodes", "-1"), "options.nodes: '-1' must be a whole number");
        assertWrong(Map.of("demand", "5", "speed", "1"), "options.speed: '1' not an option of this kind");
    }

    private static void assertWrong(Map<String, String> options, String sentence) {
        assertThatThrownBy(() -> SimSettings.of(SimPeer.settings(A, options), Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
