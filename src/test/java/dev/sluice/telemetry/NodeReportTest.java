package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.NodeReport.State;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.Encoded;
import dev.sluice.telemetry.wire.Encoded.Line;
import dev.sluice.telemetry.wire.Encoded.Sample;
import dev.sluice.telemetry.wire.RemoteWrite1;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes wrong with a node and its sender: the report says it, and the signals do not jump. */
class NodeReportTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX_AGE = Duration.ofSeconds(180);
    private static final NodeId NODE = new NodeId("node-1");

    /** What the encoder's node is busy. */
    private static final double CPU = 0.4;

    private final HotStore store = Stores.large();
    private final Batch batch = store.batch();
    private final LiveTelemetry telemetry = new LiveTelemetry(store, Duration.ofMinutes(5), MAX_AGE);
    private Instant now = START;

    @Test
    void aNodeNeverHeardOfIsSaidToBe() {
        assertThat(report().state()).isEqualTo(State.NEVER_HEARD);
        assertThat(report().says()).contains("by this name");
    }

    @Test
    void eachSignalHasItsAgeAndSource() {
        send(20, 1000, 0);
        now = now.plusSeconds(7);
        assertThat(report().signals())
                .extracting(NodeReport.Figure::signal)
                .contains("cpu", "memory", "disk", "network", "cpu-pressure", "load")
                .doesNotContain("gpu");
        assertThat(report().signals()).allSatisfy(figure -> {
            assertThat(figure.age()).isEqualTo(7);
            assertThat(figure.origin()).isEqualTo("remote-write");
        });

        now = now.plusSeconds(181);
        assertThat(report().signals()).isEmpty();
    }

    @Test
    void aSenderThatIsKilledLeavesTheNodeUnknown() {
        send(20, 1000, 0);
        assertThat(report().state()).isEqualTo(State.LIVE);
        assertThat(report().events()).isEmpty();

        now = now.plusSeconds(181);
        assertThat(telemetry.signals(NODE, now).readings()).isEmpty();
        assertThat(report().state()).isEqualTo(State.SILENT);
        assertThat(report().says()).contains("unknown, which is not idle");
        assertThat(report().events())
                .extracting(NodeReport.Event::what)
                .containsExactly("It fell silent (remote-write).");

        // And when it is back, that it was away
        now = now.plusSeconds(60);
        send(20, 2000, 0);
        assertThat(report().state()).isEqualTo(State.LIVE);
        assertThat(report().events())
                .extracting(NodeReport.Event::what)
                .containsExactly("It was silent for 241 s (remote-write).");
        assertSteady();
    }

    @Test
    void aNodeThatIsStoppedIsUnknownAtOnceWhenItsSenderSaysSo() {
        send(20, 1000, 0);
        now = now.plusSeconds(15);
        write(Encoded.node("node-1:9100", 2, now.toEpochMilli(), 0).stream()
                .map(l -> new Line(l.labels(), List.of(new Sample(now.toEpochMilli(), Samples.STALE_BITS, 0))))
                .toList());
        assertThat(telemetry.signals(NODE, now).readings()).isEmpty();
        assertThat(report().events())
                .extracting(NodeReport.Event::what)
                .containsExactly("Its sender said that the exporter is gone (remote-write).");
    }

    @Test
    void aRebootIsToldAndNoSpike() {
        send(20, 100_000, 0);
        // Its counters begin again, and here and there are higher than before
        for (int i = 0; i < 12; i++) {
            now = now.plusSeconds(15);
            write(Encoded.node("node-1:9100", 2, now.toEpochMilli(), 30 + 15 * i).stream()
                    .map(l -> l.labels().contains("node_boot_time_seconds") ? gauge(l, 1.7e9 + 400_000) : l)
                    .toList());
            assertSteady();
        }
        assertThat(report().events()).hasSize(1);
        assertThat(report().events().getFirst().what()).startsWith("It rebooted at 2023-11-19T");
        assertThat(report().state()).isEqualTo(State.LIVE);
    }

    @Test
    void aClockThatIsSetBackIsToldAndNoSpike() {
        send(20, 1000, 0);
        Instant before = now;
        now = now.plusSeconds(15);
        // An hour back: what comes is older than what is stored
        send(13, 1315, -3600);
        assertThat(telemetry.signals(NODE, now).readings()).isEmpty();
        assertThat(report().state()).isEqualTo(State.SILENT);
        assertThat(report().says()).contains("a clock was set back");
        assertThat(report().feeds().getFirst().age())
                .isEqualTo(Duration.between(before, now).toSeconds());

        // And when it is right again
        now = now.plusSeconds(15);
        send(6, 1600, 0);
        assertSteady();
        assertThat(report().state()).isEqualTo(State.LIVE);
    }

    @Test
    void aClockThatWasAheadAndIsSetRightIsBelievedAtOnce() {
        send(20, 1000, 540);
        now = now.plusSeconds(15);
        send(4, 1315, 0);
        assertSteady();
        assertThat(report().state()).isEqualTo(State.LIVE);
    }

    private void assertSteady() {
        Optional.ofNullable(telemetry.signals(NODE, now).readings().get(Dimension.CPU))
                .ifPresent(cpu -> {
                    assertThat(cpu.utilisation()).isBetween(CPU - 1e-6, CPU + 1e-6);
                    assertThat(cpu.latest()).isBetween(CPU - 1e-6, CPU + 1e-6);
                });
    }

    private NodeReport report() {
        return NodeReport.of(NODE, telemetry.figures(NODE, now), store.sources(NODE), List.of(), now, MAX_AGE);
    }

    /** One scrape every 15 s, by a clock that goes wrong by so many seconds; afterwards it is the time of the last. */
    private void send(int scrapes, double counted, int wrong) {
        for (int i = 0; i < scrapes; i++) {
            now = i == 0 ? now : now.plusSeconds(15);
            write(Encoded.node("node-1:9100", 2, now.plusSeconds(wrong).toEpochMilli(), counted + 15 * i));
        }
    }

    private void write(List<Line> lines) {
        byte[] body = Encoded.v1(lines);
        new RemoteWrite1().decode(body, body.length, batch.begin(Origin.REMOTE_WRITE, now.toEpochMilli()));
        assertThat(batch.firstBad()).isNull();
    }

    private static Line gauge(Line line, double value) {
        return Line.of(line.labels(), line.samples().getFirst().ms(), value);
    }
}
