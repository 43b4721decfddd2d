package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

class RemoteWriteTest {

    @Test
    void whatItWritesIsAWriteRequest() throws IOException {
        // When
        byte[] body = RemoteWrite.body(
                List.of(
                        new Sample("node_cpu_seconds_total", Map.of("mode", "idle", "cpu", "0"), 1234.5),
                        Sample.of("node_load1", 0)),
                Map.of("instance", "node-1", "job", "sluice-agent"),
                1_795_404_451_009L);

        // Then
        assertThat(WriteRequests.read(Snappy.uncompress(body)))
                .containsExactly(
                        "[__name__=node_cpu_seconds_total, cpu=0, instance=node-1, job=sluice-agent, mode=idle]"
                                + " 1234.5 @1795404451009",
                        "[__name__=node_load1, instance=node-1, job=sluice-agent] 0.0 @1795404451009");
    }

    @Test
    void snappyReadsItsBlocksAtEverySize() throws IOException {
        Random random = new Random(3);
        for (int size : new int[] {0, 1, 59, 60, 61, 255, 256, 65_535, 65_536, 65_537, 200_000}) {
            byte[] plain = new byte[size];
            random.nextBytes(plain);
            assertThat(Snappy.uncompress(RemoteWrite.snappy(plain))).isEqualTo(plain);
        }
    }

    /** A walk over the protobuf of remote write, independent of what wrote it. */
    static final class WriteRequests {

        private WriteRequests() {}

        static List<String> read(byte[] request) {
            List<String> series = new ArrayList<>();
            walk(ByteBuffer.wrap(request), (field, bytes) -> {
                assertThat(field).isEqualTo(1);
                series.add(series(bytes));
            });
            return series;
        }

        private static String series(ByteBuffer series) {
            List<String> labels = new ArrayList<>();
            StringBuilder points = new StringBuilder();
            walk(series, (field, bytes) -> {
                if (field == 1) {
                    List<String> pair = new ArrayList<>();
                    walk(
                            bytes,
                            (part, text) ->
                                    pair.add(StandardCharsets.UTF_8.decode(text).toString()));
                    labels.add(String.join("=", pair));
                } else {
                    points.append(' ').append(point(bytes));
                }
            });
            return labels + points.toString();
        }

        private static String point(ByteBuffer bytes) {
            assertThat(varint(bytes)).isEqualTo(1 << 3 | 1);
            double value = bytes.order(ByteOrder.LITTLE_ENDIAN).getDouble();
            assertThat(varint(bytes)).isEqualTo(2 << 3);
            return value + " @" + varint(bytes);
        }

        private static void walk(ByteBuffer bytes, BiConsumer<Integer, ByteBuffer> each) {
            while (bytes.hasRemaining()) {
                long key = varint(bytes);
                assertThat(key & 7).isEqualTo(2);
                int length = (int) varint(bytes);
                each.accept((int) (key >>> 3), bytes.slice(bytes.position(), length));
                bytes.position(bytes.position() + length);
            }
        }

        private static long varint(ByteBuffer bytes) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes.get();
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
