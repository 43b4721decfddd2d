package dev.sluice.telemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Metric;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Skip;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.Encoded.Line;
import dev.sluice.telemetry.wire.Encoded.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteWriteTest {

    private static final long NOW = 1_767_225_600_000L;

    private final HotStore store = Stores.large();
    private final Batch batch = store.batch();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatFeedsASignalIsStoredAndTheRestIsSkipped(int version) {
        // When
        decode(version, Encoded.node("node-1:9100", 4, NOW, 1000), NOW);

        // Then: 4 CPUs × 3 modes, 7 single, 2 disks, 3 of eth0; 5 modes and lo are left out
        assertThat(batch.accepted()).isEqualTo(4 * 3 + 7 + 2 + 3);
        assertThat(batch.skipped(Skip.NOT_KEPT)).isEqualTo(4 * 5 + 3);
        assertThat(batch.written()).isEqualTo(batch.accepted() + batch.skipped(Skip.NOT_KEPT));
        assertThat(batch.firstBad()).isNull();
        assertThat(store.series()).isEqualTo(24);
    }

    @Test
    void theSameSeriesByBothVersionsIsOne() {
        decode(1, Encoded.node("node-1:9100", 2, NOW, 1000), NOW);
        decode(2, Encoded.node("node-1:9100", 2, NOW + 15_000, 1015), NOW + 15_000);

        assertThat(store.series()).isEqualTo(18);
        assertThat(values(Metric.LOAD1)).containsExactly(1.5, 1.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void exactDuplicatesOlderAndConflictingSamplesAreCounted(int version) {
        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW, 1)), NOW);
        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW, 1)), NOW);
        assertThat(batch.skipped(Skip.DUPLICATE)).isEqualTo(1);

        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW, 2)), NOW);
        assertThat(batch.skipped(Skip.CONFLICTING)).isEqualTo(1);

        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW - 1, 2)), NOW);
        assertThat(batch.skipped(Skip.OLDER)).isEqualTo(1);
        assertThat(batch.firstBad()).isNull();
        assertThat(values(Metric.LOAD1)).containsExactly(1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theGoodOnesOfABadRequestAreKept(int version) {
        // When
        decode(
                version,
                List.of(
                        Encoded.one("node_load1", "node-1:9100", NOW, 1),
                        Line.of(List.of("__name__", "node_load1", "job", "x", "instance", "node-2"), NOW, 1),
                        Line.of(List.of("__name__", "node_load1", "instance", "a", "instance", "b"), NOW, 1),
                        Encoded.one("node_load1", "node-3:9100", NOW, 3)),
                NOW);

        // Then
        assertThat(batch.accepted()).isEqualTo(2);
        assertThat(batch.rejected(Rejection.LABELS)).isEqualTo(2);
        assertThat(batch.firstBad()).contains("node_load1{job=\"x\"}", "sorted", "'instance' came after 'job'");
        assertThat(store.sources(new NodeId("node-2"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void timesThatCannotBeTrueAreRefused(int version) {
        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW + 11 * 60_000, 1)), NOW);
        assertThat(batch.rejected(Rejection.FUTURE)).isEqualTo(1);
        assertThat(batch.firstBad()).contains("node_load1{instance=\"node-1:9100\"", "10 minutes ahead");

        // Seconds where milliseconds belong: 1970.
        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW / 1000, 1)), NOW);
        assertThat(batch.rejected(Rejection.ANCIENT)).isEqualTo(1);
        assertThat(batch.firstBad()).contains("1970-01-21", "seconds");

        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", 4_102_444_800_000L, 1)), NOW);
        assertThat(batch.rejected(Rejection.FUTURE)).isEqualTo(1);

        decode(version, List.of(Encoded.one("node_load1", "node-1:9100", NOW - 7_200_000, 1)), NOW);
        assertThat(batch.skipped(Skip.COLD)).isEqualTo(1);
        assertThat(batch.firstBad()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingIsStoredOfASeriesWithOneBadSample(int version) {
        Line line = new Line(
                List.of("__name__", "node_load1", "instance", "node-1"),
                List.of(new Sample(NOW, 1), new Sample(NOW + 1_000_000, 2)));

        decode(version, List.of(line), NOW);

        assertThat(batch.accepted()).isZero();
        assertThat(batch.rejected(Rejection.FUTURE)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void valuesThatAreNoNumberAreSkippedAndStaleMarkersAreNot(int version) {
        List<String> labels = List.of("__name__", "node_load1", "instance", "node-1");
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            decode(version, List.of(Line.of(labels, NOW, value)), NOW);
            assertThat(batch.skipped(Skip.NOT_FINITE)).isEqualTo(1);
        }
        decode(version, List.of(Line.of(labels, NOW, 0)), NOW);
        Sample stale = new Sample(NOW + 1, Samples.STALE_BITS, 0);
        decode(version, List.of(new Line(labels, List.of(stale))), NOW);
        assertThat(batch.accepted()).isEqualTo(1);
        assertThat(samples(Metric.LOAD1).ended()).isTrue();
    }

    @Test
    void anotherStartBreaksTheSeriesEvenWhenTheValueRose() {
        List<String> labels = List.of("__name__", "node_load1", "instance", "node-1");
        long bits = Double.doubleToRawLongBits(5);
        decode(2, List.of(new Line(labels, List.of(new Sample(NOW, bits, 1000)))), NOW);
        decode(2, List.of(new Line(labels, List.of(new Sample(NOW + 10, bits, 2000)))), NOW);

        Samples samples = samples(Metric.LOAD1);
        assertThat(samples.size()).isEqualTo(3);
        assertThat(samples.breaks(1)).isTrue();
    }

    @Test
    void labelsAfterSamplesAreStillLabels() {
        // Given: a series with a sample between its labels
        Encoded.Bytes series = new Encoded.Bytes()
                .message(1, new Encoded.Bytes().text(1, "__name__").text(2, "node_load1"))
                .message(
                        2,
                        new Encoded.Bytes()
                                .tag(1, 1)
                                .fixed64(0x3ff0000000000000L)
                                .tag(2, 0)
                                .varint(NOW))
                .message(1, new Encoded.Bytes().text(1, "instance").text(2, "node-1"));
        byte[] body = new Encoded.Bytes().message(1, series).toByteArray();

        // When
        batch.begin(Origin.REMOTE_WRITE, NOW);
        new RemoteWrite1().decode(body, body.length, batch);

        // Then
        assertThat(values(Metric.LOAD1)).containsExactly(1.0);
    }

    @Test
    void aNameThatIsNotTheFirstLabelIsFound() {
        Line line = Line.of(List.of("A", "b", "__name__", "node_load1", "instance", "node-1"), NOW, 1);
        decode(1, List.of(line), NOW);
        assertThat(batch.accepted()).isEqualTo(1);

        Line other = Line.of(List.of("A", "b", "__name__", "go_threads", "instance", "node-1"), NOW, 1);
        decode(1, List.of(other), NOW);
        decode(1, List.of(other), NOW);
        assertThat(batch.skipped(Skip.NOT_KEPT)).isEqualTo(1);
    }

    @Test
    void histogramsExemplarsAndMetadataAreCountedAndPassedOver() {
        Encoded.Bytes series = Encoded.v1(Encoded.one("node_load1", "node-1", NOW, 1))
                .message(3, new Encoded.Bytes().text(1, "exemplar"))
                .message(4, new Encoded.Bytes().text(1, "histogram"));
        byte[] body = new Encoded.Bytes()
                .message(3, new Encoded.Bytes().text(2, "metadata"))
                .message(1, series)
                .toByteArray();

        batch.begin(Origin.REMOTE_WRITE, NOW);
        new RemoteWrite1().decode(body, body.length, batch);

        assertThat(batch.accepted()).isEqualTo(1);
        assertThat(batch.histograms()).isEqualTo(1);
        assertThat(batch.exemplars()).isEqualTo(1);
        assertThat(batch.written()).isEqualTo(1);
    }

    @Test
    void referencesThatLeadNowhereAreRefused() {
        Encoded.Bytes sample = new Encoded.Bytes().tag(2, 0).varint(NOW);
        for (List<Integer> refs : List.of(List.of(1, 2, 3), List.of(1, 99))) {
            Encoded.Bytes packed = new Encoded.Bytes();
            refs.forEach(packed::varint);
            byte[] body = new Encoded.Bytes()
                    .text(4, "")
                    .text(4, "__name__")
                    .text(4, "node_load1")
                    .message(5, new Encoded.Bytes().message(1, packed).message(2, sample))
                    .toByteArray();
            batch.begin(Origin.REMOTE_WRITE, NOW);
            new RemoteWrite2(batch).decode(body, body.length, batch);
            assertThat(batch.rejected(Rejection.LABELS)).isEqualTo(1);
            assertThat(batch.firstBad()).containsAnyOf("pairs", "symbol 99 of 3");
        }
    }

    @Test
    void labelRulesAreKept() {
        List<String> many = new ArrayList<>(List.of("__name__", "node_load1"));
        for (int i = 0; i < 100; i++) {
            many.addAll(List.of("l" + (1000 + i), "v"));
        }
        refused(many, "more than 64 labels");
        refused(List.of("__name__", "node_load1", "a", ""), "'a' has no value");
        refused(List.of("__name__", "node_load1", "instance", "x".repeat(5000)), "more than 4096 bytes");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] bad = {'n', (byte) 0xC3, (byte) 0x28};
        Encoded.Bytes series = new Encoded.Bytes()
                .message(1, new Encoded.Bytes().text(1, "__name__").text(2, "node_load1"))
                .message(1, new Encoded.Bytes().text(1, "instance").bytes(2, bad))
                .message(2, new Encoded.Bytes().tag(2, 0).varint(NOW));
        byte[] body = new Encoded.Bytes().message(1, series).toByteArray();

        batch.begin(Origin.REMOTE_WRITE, NOW);
        new RemoteWrite1().decode(body, body.length, batch);

        assertThat(batch.rejected(Rejection.LABELS)).isEqualTo(1);
        assertThat(batch.firstBad()).contains("not UTF-8");
    }

    @Test
    void aMillionLabelsCostNoMoreThanWalkingThem() {
        Encoded.Bytes series = new Encoded.Bytes();
        for (int i = 0; i < 1_000_000; i++) {
            series.message(1, new Encoded.Bytes());
        }
        series.message(2, new Encoded.Bytes().tag(2, 0).varint(NOW));
        byte[] body = new Encoded.Bytes().message(1, series).toByteArray();

        batch.begin(Origin.REMOTE_WRITE, NOW);
        new RemoteWrite1().decode(body, body.length, batch);

        assertThat(batch.rejected(Rejection.LABELS)).isEqualTo(1);
        assertThat(store.series()).isZero();
    }

    @Test
    void truncatedBodiesAreMalformedAtEveryLength() {
        byte[] body = Encoded.v1(List.of(Encoded.one("node_load1", "node-1", NOW, 1)));
        for (int length = 1; length < body.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> new RemoteWrite1().decode(body, cut, batch.begin(Origin.REMOTE_WRITE, NOW)))
                    .isInstanceOf(Malformed.class);
        }
        assertThat(store.series()).isZero();
    }

    private void refused(List<String> labels, String rule) {
        decode(1, List.of(Line.of(labels, NOW, 1)), NOW);
        assertThat(batch.rejected(Rejection.LABELS)).isEqualTo(1);
        assertThat(batch.firstBad()).contains("node_load1").contains(rule);
        assertThat(store.series()).isZero();
    }

    private void decode(int version, List<Line> lines, long now) {
        batch.begin(Origin.REMOTE_WRITE, now);
        byte[] body = version == 1 ? Encoded.v1(lines) : Encoded.v2(lines);
        RemoteWrite decoder = version == 1 ? new RemoteWrite1() : new RemoteWrite2(batch);
        decoder.decode(body, body.length, batch);
    }

    private List<Double> values(Metric metric) {
        Samples samples = samples(metric);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            values.add(samples.value(i));
        }
        return values;
    }

    private Samples samples(Metric metric) {
        Samples samples = new Samples();
        for (Series series : store.sources(new NodeId("node-1")).getFirst().series(metric)) {
            series.copy(0, samples);
        }
        return samples;
    }
}
