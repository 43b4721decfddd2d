package dev.sluice.telemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Broken bodies, by the hundred thousand, from a seed: {@code -Dsluice.mutations=10000000 -Dsluice.seed=…} for a longer or
 * another run. Each must be taken or refused in words, never end in another exception, and leave the store within its caps.
 */
class HostileBodyTest {

    private static final long NOW = 1_767_225_600_000L;
    private static final int CAP = 1 << 16;
    private static final int MUTATIONS = Integer.getInteger("sluice.mutations", 150_000);
    private static final long SEED = Long.getLong("sluice.seed", 20260101);

    @Test
    void mutatedBodiesAreTakenOrRefusedInWords() {
        // Given
        HotStore store = Stores.store(500, 100, 4, 1 << 20, false);
        Batch batch = store.batch();
        SnappyBlock snappy = new SnappyBlock(CAP);
        RemoteWrite1 v1 = new RemoteWrite1();
        RemoteWrite2 v2 = new RemoteWrite2(batch);
        Otlp otlp = new Otlp();
        TextPage text = new TextPage();
        TextPage.Target target = new TextPage.Target(1000, "node-1", "node-1:9100");
        byte[][] seeds = {
            Encoded.v1(Encoded.node("node-1:9100", 2, NOW, 100)),
            Encoded.v2(Encoded.node("node-1:9100", 2, NOW, 100)),
            Encoded.packed(Encoded.v1(Encoded.node("node-1:9100", 2, NOW, 100))),
            Encoded.packed(Encoded.v2(Encoded.node("node-1:9100", 2, NOW, 100))),
            PAGE.getBytes(StandardCharsets.UTF_8),
            OtlpJson.toProtobuf(JSON.getBytes(StandardCharsets.UTF_8), JSON.length()),
            JSON.getBytes(StandardCharsets.UTF_8)
        };
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        int stored = 0;

        // When
        for (int i = 0; i < MUTATIONS; i++) {
            int kind = i % seeds.length;
            byte[] body = mutated(seeds[kind], random);
            batch.begin(Origin.REMOTE_WRITE, NOW + i);
            try {
                switch (kind) {
                    case 0 -> v1.decode(body, body.length, batch);
                    case 1 -> v2.decode(body, body.length, batch);
                    case 2 -> v1.decode(snappy.bytes(), snappy.unpack(body, body.length), batch);
                    case 3 -> v2.decode(snappy.bytes(), snappy.unpack(body, body.length), batch);
                    case 5 -> otlp.decode(body, body.length, batch);
                    case 6 -> {
                        byte[] message = OtlpJson.toProtobuf(body, body.length);
                        otlp.decode(message, message.length, batch);
                    }
                    default -> text.decode(body, body.length, (i & 1) == 0, target, NOW + i, batch);
                }
                if (batch.firstBad() != null) {
                    refused++;
                }
            } catch (Malformed e) {
                assertThat(e.text()).isNotBlank();
                refused++;
            } catch (TooLarge e) {
                assertThat(e.text()).contains("max-unpacked");
                refused++;
            }
            stored += batch.accepted() > 0 ? 1 : 0;
        }

        // Then: both ways were taken often, and the store kept its caps
        assertThat(refused).isGreaterThan(MUTATIONS / 5);
        assertThat(stored).isGreaterThan(MUTATIONS / 20);
        assertThat(store.series()).isLessThanOrEqualTo(500);
        assertThat(store.bytes()).isLessThan(4 << 20);
    }

    @Test
    void aBombIsRefusedBeforeAnythingIsAllocated() {
        SnappyBlock snappy = new SnappyBlock(CAP);

        // 4 GB claimed by five bytes, 2 GB by a hundred: the claim cannot be true
        byte[] giant = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0};
        assertThatThrownBy(() -> snappy.unpack(giant, giant.length)).isInstanceOf(Malformed.class);

        // A true one: 20 MB of zeros in 1 MB
        byte[] zeros = Encoded.packed(new byte[20 << 20]);
        assertThat(zeros.length).isLessThan(2 << 20);
        assertThatThrownBy(() -> snappy.unpack(zeros, zeros.length))
                .isInstanceOf(TooLarge.class)
                .hasMessageContaining("20971520");
        assertThat(snappy.bytes().length).isLessThanOrEqualTo(CAP);
    }

    @Test
    void theFramedFormatIsNoBlock() {
        byte[] framed = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
        assertThatThrownBy(() -> new SnappyBlock(CAP).unpack(framed, framed.length))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("Snappy");
        assertThatThrownBy(() -> new SnappyBlock(CAP).unpack(new byte[0], 0)).isInstanceOf(Malformed.class);
    }

    private static byte[] mutated(byte[] seed, SplittableRandom random) {
        byte[] body = seed.clone();
        int times = 1 + random.nextInt(4);
        for (int t = 0; t < times && body.length > 0; t++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(7)) {
                case 0 -> body[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> body[at] = (byte) random.nextInt(256);
                case 2 -> body = Arrays.copyOf(body, at);
                case 3 -> body = spliced(body, at, random.nextInt(16));
                case 4 -> body = cut(body, at, random.nextInt(16));
                case 5 -> Arrays.fill(body, at, Math.min(body.length, at + 10), (byte) 0xFF);
                default -> {
                    int from = random.nextInt(body.length);
                    int length = Math.min(random.nextInt(64), Math.min(body.length - from, body.length - at));
                    System.arraycopy(body, from, body, at, length);
                }
            }
        }
        return body;
    }

    private static byte[] spliced(byte[] body, int at, int count) {
        byte[] longer = new byte[body.length + count];
        System.arraycopy(body, 0, longer, 0, at);
        System.arraycopy(body, at, longer, at + count, body.length - at);
        return longer;
    }

    private static byte[] cut(byte[] body, int at, int count) {
        int end = Math.min(body.length, at + count);
        byte[] shorter = new byte[body.length - (end - at)];
        System.arraycopy(body, 0, shorter, 0, at);
        System.arraycopy(body, end, shorter, at, body.length - end);
        return shorter;
    }

    private static final String PAGE = """
            # HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.
            # TYPE node_cpu_seconds_total counter
            node_cpu_seconds_total{cpu="0",mode="idle"} 12345.67
            node_cpu_seconds_total{cpu="0",mode="iowait"} 1.2345e+02
            node_cpu_seconds_total{cpu="0",mode="user"} 99
            go_goroutines 8
            node_load1 0.17
            node_memory_MemTotal_bytes 2.5211006976e+10
            node_disk_io_time_seconds_total{device="sd\\"a\\\\"} 17.1 1767225600000
            """;

    private static final String JSON = """
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"node-1"}}]},
             "scopeMetrics":[{"metrics":[
              {"name":"system.cpu.time","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
               {"startTimeUnixNano":"1767200000000000000","timeUnixNano":"1767225600000000000","asDouble":17.5,
                "attributes":[{"key":"cpu.logical_number","value":{"intValue":"0"}},
                 {"key":"cpu.mode","value":{"stringValue":"idle"}}]}]}},
              {"name":"system.disk.io_time","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[
               {"startTimeUnixNano":"1767225590000000000","timeUnixNano":"1767225600000000000","asDouble":1e-1,
                "attributes":[{"key":"device","value":{"stringValue":"sda"}}]}]}},
              {"name":"system.memory.usage","gauge":{"dataPoints":[{"timeUnixNano":1767225600000000000,"asInt":"1","flags":0,
                "attributes":[{"key":"state","value":{"stringValue":"used"}}]}]}},
              {"name":"h","histogram":{"dataPoints":[{"count":"3"}]}}]}]}]}""";
}
