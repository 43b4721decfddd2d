package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Resources;
import dev.sluice.time.ManualTimers;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeteredDriverTest {

    private static final FrameworkId ID = new FrameworkId("fake");
    private static final MemberOrder ORDER = new MemberOrder(new NodeId("n1"), "m1", OperationId.of(7), 12, false);

    private final ManualTimers timers = new ManualTimers();
    private final FakeFramework fake = new FakeFramework(ID, timers.clock(), timers).with("m1", Resources.of(4, 8e9));
    private final CollectorRegistry registry = new CollectorRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final MeteredDriver metered = metered();

    @Test
    void countsEachCallByWhatCameOfIt() {
        // Given
        fake.failNext(Method.DRAIN, new DriverFailure.Refused("no"));
        fake.loseReply(Method.DRAIN);

        // When
        metered.drain(ORDER).subscribe().with(item -> {}, failure -> {});
        metered.drain(ORDER).subscribe().with(item -> {}, failure -> {});
        metered.drain(ORDER).subscribe().with(item -> {}, failure -> {});
        metered.observe().subscribe().with(item -> {}, failure -> {});

        // Then
        assertThat(calls("drain", "refused")).isEqualTo(1);
        assertThat(calls("drain", "outcome-unknown")).isEqualTo(1);
        assertThat(calls("drain", "ok")).isEqualTo(1);
        assertThat(calls("observe", "ok")).isEqualTo(1);
    }

    @Test
    void timesACallToItsAnswer() {
        // Given
        fake.delayNext(Method.CONFIRM, Duration.ofSeconds(2));

        // When
        metered.confirm("m1").subscribe().with(item -> {}, failure -> {});
        nanos.set(2_000_000_000L);
        timers.advance(Duration.ofSeconds(2));

        // Then
        assertThat(registry.getSampleValue(
                        "sluice_driver_call_seconds_sum",
                        new String[] {"framework", "method"},
                        new String[] {"fake", "confirm"}))
                .isEqualTo(2.0);
    }

    @Test
    void countsACancelledCall() {
        // Given
        fake.delayNext(Method.RELEASE, Duration.ofSeconds(2));

        // When
        metered.release(ORDER).subscribe().with(item -> {}, failure -> {}).cancel();

        // Then
        assertThat(calls("release", "cancelled")).isEqualTo(1);
    }

    private MeteredDriver metered() {
        DriverMetrics metrics = new DriverMetrics();
        registry.register(metrics);
        return new MeteredDriver(fake, ID, metrics, nanos::get);
    }

    private double calls(String method, String outcome) {
        return registry.getSampleValue(
                "sluice_driver_calls_total",
                new String[] {"framework", "method", "outcome"},
                new String[] {"fake", method, outcome});
    }
}
