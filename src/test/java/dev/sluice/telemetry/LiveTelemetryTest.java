package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.fleet.NodeId;
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
import dev.sluice.telemetry.wire.TextPage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LiveTelemetryTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final NodeId NODE = new NodeId("node-1");

    private final HotStore store = Stores.large();
    private final Batch batch = store.batch();
    private final LiveTelemetry telemetry = new LiveTelemetry(store, Duration.ofMinutes(5), Duration.ofSeconds(180));

    @Test
    void everyDimensionOfALivelyNodeIsRead() {
        // When
        Instant now = send(START, 20);

        // Then: the shares that the encoder's node has
        NodeSignals signals = telemetry.signals(NODE, now);
        assertThat(signals.newest()).contains(now);
        assertThat(signals.sources()).containsExactly("remote-write");
        assertThat(signals.freshAt(now, Duration.ofSeconds(180))).isTrue();
        assertReading(signals, Dimension.CPU, 1 - 0.5 - 0.05 - 0.05, 0.1);
        assertReading(signals, Dimension.MEMORY, 0.25, 0);
        assertReading(signals, Dimension.DISK, 0.3, 0.02);
        assertReading(signals, Dimension.NETWORK, 0.2, -1);
        assertThat(signals.readings()).doesNotContainKey(Dimension.GPU);
    }

    @Test
    void aNodeNeverHeardOfIsUnknown() {
        assertThat(telemetry.signals(NODE, START)).isEqualTo(NodeSignals.unknown(NODE));
    }

    @Test
    void silenceIsUnknownAfter180SecondsAndNeverZero() {
        Instant last = send(START, 20);

        assertThat(telemetry.signals(NODE, last.plusSeconds(180)).readings()).isNotEmpty();
        assertThat(telemetry.signals(NODE, last.plusSeconds(181))).isEqualTo(NodeSignals.unknown(NODE));
    }

    @Test
    void whoLooksAgainGetsWhatWasFormedUntilASampleComes() {
        Instant now = send(START, 20);
        NodeSignals first = telemetry.signals(NODE, now);
        assertThat(telemetry.signals(NODE, now.plusSeconds(7))).isSameAs(first);

        // One series of many is enough
        Instant later = now.plusSeconds(15);
        long ms = later.toEpochMilli();
        write(List.of(Encoded.one("node_memory_MemTotal_bytes", "node-1:9100", ms, 8e9)), later);
        write(List.of(Encoded.one("node_memory_MemAvailable_bytes", "node-1:9100", ms, 2e9)), later);
        assertThat(telemetry.signals(NODE, later).readings().get(Dimension.MEMORY))
                .extracting(NodeSignals.Reading::latest)
                .isEqualTo(0.75);
        assertThat(telemetry.signals(NODE, later)).isEqualTo(telemetry.form(NODE, later));
    }

    @Test
    void afterTheFirstScrapeANodeIsUnknownSinceItsMemoryAloneWouldLookIdle() {
        Instant now = send(START, 1);
        assertThat(telemetry.signals(NODE, now)).isEqualTo(NodeSignals.unknown(NODE));
    }

    @Test
    void whatIsNeverHeardIsNotWaitedFor() {
        for (int i = 0; i < 2; i++) {
            write(
                    List.of(
                            Encoded.one("node_memory_MemAvailable_bytes", "node-1:9100", START.toEpochMilli() + i, 6e9),
                            Encoded.one("node_memory_MemTotal_bytes", "node-1:9100", START.toEpochMilli() + i, 8e9)),
                    START);
        }
        assertThat(telemetry.signals(NODE, START).readings()).containsOnlyKeys(Dimension.MEMORY);
    }

    @Test
    void aTargetThatIsSaidToBeGoneIsUnknownAtOnce() {
        Instant now = send(START, 20).plusSeconds(15);
        List<Line> stale = Encoded.node("node-1:9100", 2, now.toEpochMilli(), 0).stream()
                .map(l -> new Line(l.labels(), List.of(new Sample(now.toEpochMilli(), Samples.STALE_BITS, 0))))
                .toList();
        write(stale, now);

        assertThat(telemetry.signals(NODE, now).readings()).isEmpty();
    }

    @Test
    void aSenderWhoseClockIsAheadFallsSilentLikeAnyOther() {
        // Given: samples from nine minutes ahead
        Instant now = START;
        for (int i = 0; i < 20; i++) {
            now = START.plusSeconds(15L * i);
            write(Encoded.node("node-1:9100", 2, now.plusSeconds(540).toEpochMilli(), 1000 + 15 * i), now);
        }

        assertThat(telemetry.signals(NODE, now).newest()).contains(now);
        assertThat(telemetry.signals(NODE, now.plusSeconds(181)).readings()).isEmpty();
    }

    @Test
    void aScrapeSpeaksBeforeRemoteWriteAndBothAreNamed() {
        Instant now = send(START, 20);
        for (int i = 0; i < 2; i++) {
            Instant at = now.minusSeconds(15L * (1 - i));
            byte[] page =
                    "node_memory_MemAvailable_bytes 1\nnode_memory_MemTotal_bytes 4\n".getBytes(StandardCharsets.UTF_8);
            batch.begin(Origin.SCRAPE, at.toEpochMilli());
            TextPage.Target target = new TextPage.Target(1000, "node-1", "127.0.0.1:9100");
            new TextPage().decode(page, page.length, false, target, at.toEpochMilli(), batch);
        }

        NodeSignals signals = telemetry.signals(NODE, now);
        assertThat(signals.sources()).containsExactly("scrape", "remote-write");
        assertReading(signals, Dimension.MEMORY, 0.75, -1);
        assertReading(signals, Dimension.DISK, 0.3, 0.02);

        // And when the scrape falls silent, remote write takes over
        Instant later = send(now.plusSeconds(225), 2);
        assertReading(telemetry.signals(NODE, later), Dimension.MEMORY, 0.25, 0);
    }

    @Test
    void aSeriesOfTheHotHourHasAPointPerInterval() {
        Instant now = send(START, 20);
        Points points = telemetry.series(NODE, Signal.CPU, START);
        assertThat(points.size()).isEqualTo(19);
        assertThat(points.newestMs()).isEqualTo(now.toEpochMilli());
    }

    /** Sends one scrape every 15 s; the time of the last. */
    private Instant send(Instant from, int scrapes) {
        Instant now = from;
        for (int i = 0; i < scrapes; i++) {
            now = from.plusSeconds(15L * i);
            write(Encoded.node("node-1:9100", 2, now.toEpochMilli(), 1000 + 15 * i), now);
        }
        return now;
    }

    private void write(List<Line> lines, Instant now) {
        byte[] body = Encoded.v1(lines);
        new RemoteWrite1().decode(body, body.length, batch.begin(Origin.REMOTE_WRITE, now.toEpochMilli()));
        assertThat(batch.firstBad()).isNull();
    }

    private static void assertReading(NodeSignals signals, Dimension dimension, double share, double stalled) {
        assertThat(signals.readings()).containsKey(dimension);
        NodeSignals.Reading reading = Objects.requireNonNull(signals.readings().get(dimension));
        assertThat(reading.utilisation()).isCloseTo(share, within(1e-6));
        assertThat(reading.latest()).isCloseTo(share, within(1e-6));
        if (stalled < 0) {
            assertThat(reading.stalled()).isEmpty();
        } else {
            assertThat(reading.stalled().orElse(-1)).isCloseTo(stalled, within(1e-6));
        }
    }
}
