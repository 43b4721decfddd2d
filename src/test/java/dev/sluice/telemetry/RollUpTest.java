package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.FrameworkSignals.Kind;
import dev.sluice.telemetry.RollUp.Step;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.Encoded;
import dev.sluice.telemetry.wire.RemoteWrite1;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RollUpTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final NodeId NODE = new NodeId("node-1");

    private final HotStore store = Stores.large();
    private final LiveTelemetry telemetry = new LiveTelemetry(store, Duration.ofMinutes(5), Duration.ofSeconds(180));

    @Test
    void theFiguresAreThoseOfPromql() {
        double[] figures = RollUp.of(new double[] {4, 1, 3, 2, 5});
        assertThat(figures).containsExactly(new double[] {1, 3, 3.64, 4.8, 5}, within(1e-9));
        assertThat(RollUp.of(new double[] {7})).containsExactly(7, 7, 7, 7, 7);
    }

    @Test
    void whatIsUnknownIsNullInTheDatabaseAndNeverZero() {
        RollUp rollUp = new RollUp("node/a", Step.MINUTE, START, 1, Map.of(1, new double[] {0, 1, 2, 3, 4}));
        assertThat(rollUp.literal()).isEqualTo("{NULL,NULL,NULL,NULL,NULL,0.0,1.0,2.0,3.0,4.0}");
    }

    @Test
    void placesInTheDatabaseNeverMove() {
        assertThat(Arrays.stream(Signal.values()).map(Signal::text).toList())
                .startsWith(
                        "cpu",
                        "memory",
                        "disk",
                        "network",
                        "gpu",
                        "cpu-pressure",
                        "memory-pressure",
                        "io-pressure",
                        "load");
        assertThat(Kind.values()).startsWith(Kind.PRESSURE, Kind.SUPPLY, Kind.DEMAND, Kind.NEED);
    }

    @Test
    void aMinuteAndTenOfNodesAndFrameworksAreRolledUp() {
        // Given: a node that is 40 % busy in the first five minutes and 80 % then; a framework that is pressed ever
        // more
        long counted = 0;
        for (int s = 0; s <= 600; s += 15) {
            send(START.plusSeconds(s), counted);
            counted += s < 300 ? 15 : 5;
        }
        double[] pressure = {0};
        FrameworkSignals signals = () -> Map.of(new FrameworkId("spark"), Map.of(Kind.PRESSURE, pressure[0] += 0.1));
        Instant[] now = {START};
        RollUpLoop loop = loop(signals, now);
        for (int s = 10; s <= 600; s += 10) {
            now[0] = START.plusSeconds(s);
            loop.look();
        }

        // When
        List<RollUp> minute = loop.endedAt(START.plusSeconds(60));
        List<RollUp> ten = loop.endedAt(START.plusSeconds(600));

        // Then
        assertThat(minute).extracting(RollUp::subject).containsExactly("node/node-1", "framework/spark");
        assertThat(minute).extracting(RollUp::step).containsOnly(Step.MINUTE);
        assertThat(figures(minute.getFirst(), Signal.DISK.ordinal()))
                .containsExactly(new double[] {0.3, 0.3, 0.3, 0.3, 0.3}, within(1e-6));
        assertThat(minute.getFirst().figures()).doesNotContainKey(Signal.GPU.ordinal());
        assertThat(ten)
                .extracting(RollUp::step)
                .containsExactly(Step.MINUTE, Step.MINUTE, Step.TEN_MINUTES, Step.TEN_MINUTES);
        double[] disk = figures(ten.get(2), Signal.DISK.ordinal());
        assertThat(disk[0]).isCloseTo(0.1, within(1e-6));
        assertThat(disk[1]).isCloseTo(0.2, within(1e-6));
        assertThat(disk[4]).isCloseTo(0.3, within(1e-6));
        double[] pressed = figures(ten.get(3), Kind.PRESSURE.ordinal());
        assertThat(pressed[0]).isCloseTo(0.1, within(1e-6));
        assertThat(pressed[4]).isCloseTo(6.0, within(1e-6));
        assertThat(loop.endedAt(START.plusSeconds(61))).isEmpty();
    }

    @Test
    void theHotHourAndWhatWasBeforeReadAsOne() {
        // Given: half an hour in the hot store, and roll-ups of two hours that overlap it
        Instant hotFrom = START.plusSeconds(7200);
        for (int s = 0; s <= 1800; s += 15) {
            send(hotFrom.plusSeconds(s), s);
        }
        Kept kept = new Kept();
        Clock clock = Clock.fixed(hotFrom.plusSeconds(1800), ZoneOffset.UTC);
        NodeHistory history = new NodeHistory(telemetry, kept, Duration.ofDays(1), clock);

        // When
        Points points = history.of(NODE, Signal.DISK, START, hotFrom.plusSeconds(900))
                .await()
                .indefinitely();

        // Then: in order, without a doubled time, to the asked end
        assertThat(kept.asked).containsExactly("node/node-1 2 MINUTE");
        assertThat(points.ms()).isSorted().doesNotHaveDuplicates();
        assertThat(points.ms()[0]).isEqualTo(START.plusSeconds(15).toEpochMilli());
        assertThat(points.newestMs()).isEqualTo(hotFrom.plusSeconds(900).toEpochMilli());
        assertThat(points.values()[0]).isEqualTo(0.25);
        assertThat(points.newest()).isCloseTo(0.3, within(1e-6));

        // And a longer or an older time is read by tens
        history.of(NODE, Signal.CPU, START.minus(Duration.ofDays(2)), clock.instant())
                .await()
                .indefinitely();
        assertThat(kept.asked).endsWith("node/node-1 0 TEN_MINUTES");

        // And the hot hour alone asks nobody
        history.of(NODE, Signal.CPU, hotFrom, clock.instant()).await().indefinitely();
        assertThat(kept.asked).hasSize(2);
    }

    /** Two points for each minute, of 0.25 and 0.75. */
    private static final class Kept implements RollUps {

        private final List<String> asked = new ArrayList<>();

        @Override
        public Uni<Void> keep(List<RollUp> rollUps) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> forget(Step step, Instant before) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<List<Mean>> means(String kind, int place, Step step, Instant from, Instant to) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Points> extremes(String subject, int place, Step step, Instant from, Instant to) {
            asked.add(subject + ' ' + place + ' ' + step);
            int stretches = (int) (Duration.between(from, to).toSeconds() / step.seconds()) + 1;
            long[] ms = new long[2 * stretches];
            double[] values = new double[2 * stretches];
            for (int i = 0; i < ms.length; i++) {
                ms[i] = from.plusSeconds(step.seconds() * (i / 2L)).toEpochMilli()
                        + step.length().toMillis() * (i % 2 == 0 ? 1 : 3) / 4;
                values[i] = i % 2 == 0 ? 0.25 : 0.75;
            }
            return Uni.createFrom().item(new Points(ms, values, false));
        }
    }

    private RollUpLoop loop(FrameworkSignals signals, Instant[] now) {
        return new RollUpLoop(
                telemetry,
                new Kept(),
                List.of(signals),
                new Retention(),
                new dev.sluice.time.ManualTimers(),
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now[0];
                    }
                });
    }

    /** How long roll-ups are kept. */
    private static final class Retention implements TelemetryConfig.RollUp {
        @Override
        public Duration keepMinutes() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration keepTenMinutes() {
            return Duration.ofDays(30);
        }
    }

    private static double[] figures(RollUp rollUp, int place) {
        return Objects.requireNonNull(rollUp.figures().get(place));
    }

    private void send(Instant at, double seconds) {
        byte[] body = Encoded.v1(Encoded.node("node-1:9100", 2, at.toEpochMilli(), seconds));
        Batch batch = store.batch().begin(Origin.REMOTE_WRITE, at.toEpochMilli());
        new RemoteWrite1().decode(body, body.length, batch);
    }
}
