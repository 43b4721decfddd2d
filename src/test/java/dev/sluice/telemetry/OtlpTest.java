package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.intake.WriteResult;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Skip;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.OtlpJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant BOOT = NOW.minusSeconds(86_400);
    private static final int DELTA = 1;
    private static final int CUMULATIVE = 2;
    private static final NodeId NODE = new NodeId("node-1");

    private final HotStore store = Stores.large();
    private final Intake intake = new Intake(store, Clock.fixed(NOW, ZoneOffset.UTC), 1 << 20, 1 << 24);
    private final LiveTelemetry telemetry = new LiveTelemetry(store, Duration.ofMinutes(5), Duration.ofSeconds(180));

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void hostMetricsBecomeSignalsInEveryEncoding(boolean json, boolean gzip) {
        // When: three readings a minute apart; 40 % idle, 10 % waiting, and a disk that is busy 30 % of the time
        for (int i = 2; i >= 0; i--) {
            double up = 86_400 - 60 * i;
            List<String> metrics = new ArrayList<>();
            for (int cpu = 0; cpu < 2; cpu++) {
                metrics.add(sum("system.cpu.time", CUMULATIVE, up * 0.4, i, "cpu", "cpu" + cpu, "state", "idle"));
                metrics.add(sum("system.cpu.time", CUMULATIVE, up * 0.1, i, "cpu", "cpu" + cpu, "state", "wait"));
                metrics.add(sum("system.cpu.time", CUMULATIVE, up * 0.5, i, "cpu", "cpu" + cpu, "state", "user"));
            }
            metrics.add(sum("system.disk.io_time", CUMULATIVE, up * 0.3, i, "device", "sda"));
            metrics.add(gauge("system.memory.usage", "\"asInt\":\"6000\"", i, "state", "used"));
            metrics.add(gauge("system.memory.usage", "\"asInt\":\"1000\"", i, "state", "free"));
            metrics.add(gauge("system.memory.usage", "\"asInt\":1000", i, "state", "cached"));
            metrics.add(gauge("system.memory.usage", "\"asInt\":700", i, "state", "slab_reclaimable"));
            metrics.add(gauge("system.filesystem.usage", "\"asInt\":1", i, "state", "used"));
            assertThat(send(json, gzip, metrics)).isInstanceOf(WriteResult.Done.class);
        }

        // Then
        NodeSignals signals = telemetry.signals(NODE, NOW);
        assertThat(signals.sources()).containsExactly("otlp");
        assertThat(utilisation(signals, Dimension.CPU)).isEqualTo(0.5, within(1e-9));
        assertThat(utilisation(signals, Dimension.DISK)).isEqualTo(0.3, within(1e-9));
        assertThat(utilisation(signals, Dimension.MEMORY)).isEqualTo(0.75, within(1e-9));
        assertThat(signals.readings()).doesNotContainKeys(Dimension.NETWORK, Dimension.GPU);
        assertThat(intake.counters().skipped(Skip.NOT_KEPT)).isEqualTo(3 * 3);
    }

    @Test
    void whatIsCountedInPiecesReadsAsATotal() {
        // When: 6 of every 10 seconds; the third piece is lost, and the fifth comes twice
        for (int piece : new int[] {0, 1, 3, 4, 4, 5}) {
            Instant end = NOW.minusSeconds(50 - 10L * piece);
            send(
                    true,
                    false,
                    List.of(metric(
                            "system.disk.io_time",
                            "sum",
                            point("\"asDouble\":" + (piece == 1 ? 2 : 6), end.minusSeconds(10), end, "device", "sda"),
                            ",\"aggregationTemporality\":" + DELTA + ",\"isMonotonic\":true")));
        }

        // Then: the piece that is lost is a gap, neither a dip nor a peak
        Points points = telemetry.series(NODE, Signal.DISK, NOW.minusSeconds(300));
        assertThat(points.values()).containsExactly(new double[] {0.6, 0.2, 0.6, 0.6, 0.6}, within(1e-9));
        assertThat(points.ms()[2] - points.ms()[1]).isEqualTo(20_000);
        assertThat(intake.counters().skipped(Skip.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void anotherStartIsARestartAlthoughTheValueRises() {
        for (int i = 3; i >= 0; i--) {
            Instant at = NOW.minusSeconds(15L * i);
            Instant start = i >= 2 ? BOOT : NOW.minusSeconds(25);
            send(
                    true,
                    false,
                    List.of(metric(
                            "system.disk.io_time",
                            "sum",
                            point("\"asDouble\":" + (i >= 2 ? 10 - 3 * i : 100 - 3 * i), start, at, "device", "sda"),
                            ",\"aggregationTemporality\":2,\"isMonotonic\":true")));
        }
        Points points = telemetry.series(NODE, Signal.DISK, NOW.minusSeconds(300));
        assertThat(points.values()).containsExactly(new double[] {0.2, 0.2}, within(1e-9));
    }

    @Test
    void aPointWithoutValueEndsTheSeries() {
        send(true, false, List.of(sum("system.disk.io_time", CUMULATIVE, 1, 2, "device", "sda")));
        send(true, false, List.of(sum("system.disk.io_time", CUMULATIVE, 2, 1, "device", "sda")));
        String end = point("\"flags\":1", BOOT, NOW, "device", "sda");
        send(
                true,
                false,
                List.of(metric(
                        "system.disk.io_time", "sum", end, ",\"aggregationTemporality\":2,\"isMonotonic\":true")));
        assertThat(telemetry.signals(NODE, NOW).readings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 'says whether it is delta or cumulative'", "1, 'a sum that may fall must be cumulative'"})
    void aSumThatCannotBeReadIsRefusedInPart(int temporality, String rule) {
        String unclear = metric(
                "system.memory.usage",
                "sum",
                point("\"asInt\":1", BOOT, NOW, "state", "used"),
                ",\"aggregationTemporality\":" + temporality);
        WriteResult result =
                send(true, false, List.of(unclear, sum("system.disk.io_time", CUMULATIVE, 1, 0, "device", "sda")));
        assertThat(result).isInstanceOfSatisfying(WriteResult.Refused.class, refused -> {
            assertThat(refused.samples()).isEqualTo(1);
            assertThat(refused.reason()).contains("system_memory_usage_bytes").contains(rule);
        });
        assertThat(store.series()).isPositive();
    }

    @Test
    void namesThatAreOursAlreadyNeedNoTable() {
        // As a Collector sends what its Prometheus receiver has read
        send(true, false, List.of(gauge("node_load1", "\"asDouble\":1.5", 0)));
        assertThat(telemetry.series(NODE, Signal.LOAD, NOW.minusSeconds(60)).newest())
                .isEqualTo(1.5);
    }

    @Test
    void histogramsArePassedOverAndCounted() {
        WriteResult result = send(true, false, List.of("""
                {"name":"http.server.duration","histogram":{"aggregationTemporality":2,"dataPoints":[
                  {"timeUnixNano":"1","count":"2","sum":3,"bucketCounts":["1","1"],"explicitBounds":[1]},{}]}}""", """
                {"name":"x","summary":{"dataPoints":[{}]}}""", """
                {"name":"y","exponentialHistogram":{"dataPoints":[{"scale":1,"zeroCount":"2"}]}}"""));
        assertThat(result).isInstanceOf(WriteResult.Done.class);
        assertThat(intake.counters().skipped(Skip.HISTOGRAM)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'nonsense' | no JSON",
                "'[]' | JSON object",
                "'{\"resourceMetrics\":{}}' | must be a list",
                "'{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"node_load1\",\"gauge\":{\"dataPoints\":[{\"asInt\":\"x\"}]}}]}]}]}' | no whole number"
            })
    void brokenJsonIsRefusedInWords(String body, String rule) {
        WriteResult result = intake.otlp(true, false, body.getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOfSatisfying(WriteResult.Broken.class, b -> assertThat(b.reason())
                .contains(rule));
    }

    @Test
    void whatIsNoGzipOrUnpacksToTooMuchIsRefused() throws IOException {
        assertThat(intake.otlp(false, true, new byte[] {1, 2, 3})).isInstanceOf(WriteResult.Broken.class);
        assertThat(intake.otlp(false, true, gzip(new byte[(1 << 20) + 1]))).isInstanceOf(WriteResult.TooLarge.class);
        // Just as much as the cap: zeros are no message, but not too large
        assertThat(intake.otlp(false, true, gzip(new byte[1 << 20]))).isInstanceOf(WriteResult.Broken.class);
    }

    private WriteResult send(boolean json, boolean gzip, List<String> metrics) {
        byte[] body = request(metrics).getBytes(StandardCharsets.UTF_8);
        byte[] message = json ? body : OtlpJson.toProtobuf(body, body.length);
        try {
            return intake.otlp(json, gzip, gzip ? gzip(message) : message);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        }
        return packed.toByteArray();
    }

    private static double utilisation(NodeSignals signals, Dimension dimension) {
        return Optional.ofNullable(signals.readings().get(dimension))
                .orElseThrow()
                .utilisation();
    }

    static String request(List<String> metrics) {
        return """
                {"resourceMetrics":[{
                  "resource":{"attributes":[
                    {"key":"service.name","value":{"stringValue":"hostmetrics"}},
                    {"key":"host.name","value":{"stringValue":"node-1"}},
                    {"key":"host.cpu.count","value":{"intValue":"2"}}]},
                  "scopeMetrics":[{"scope":{"name":"host","version":"1"},"metrics":[%s]}],
                  "schemaUrl":"https://opentelemetry.io/schemas/1.9.0"}]}""".formatted(String.join(",", metrics));
    }

    private static String sum(String name, int temporality, double value, int minutesAgo, String... attributes) {
        String point = point("\"asDouble\":" + value, BOOT, NOW.minusSeconds(60L * minutesAgo), attributes);
        return metric(name, "sum", point, ",\"aggregationTemporality\":" + temporality + ",\"isMonotonic\":true");
    }

    private static String gauge(String name, String value, int minutesAgo, String... attributes) {
        return metric(name, "gauge", point(value, BOOT, NOW.minusSeconds(60L * minutesAgo), attributes), "");
    }

    private static String metric(String name, String kind, String point, String more) {
        return "{\"name\":\"%s\",\"unit\":\"s\",\"%s\":{\"dataPoints\":[%s]%s}}".formatted(name, kind, point, more);
    }

    private static String point(String value, Instant start, Instant at, String... attributes) {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < attributes.length; i += 2) {
            pairs.append(pairs.isEmpty() ? "" : ",")
                    .append("{\"key\":\"%s\",\"value\":{\"stringValue\":\"%s\"}}"
                            .formatted(attributes[i], attributes[i + 1]));
        }
        return String.format(
                Locale.ROOT,
                "{\"startTimeUnixNano\":\"%d000000\",\"timeUnixNano\":\"%d000000\",\"attributes\":[%s],%s}",
                start.toEpochMilli(),
                at.toEpochMilli(),
                pairs,
                value);
    }
}
