package dev.sluice.agent.node;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prometheus remote write 1.0, put together by hand: a protobuf {@code WriteRequest} in one snappy block.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">Remote write 1.0</a>
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy's format</a>
 */
final class RemoteWrite {

    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED64 = 1;
    private static final int VARINT = 0;
    private static final int LARGEST_LITERAL = 1 << 16;

    private RemoteWrite() {}

    /**
     * @param common labels that every series carries
     * @param at milliseconds since 1970
     */
    static byte[] body(List<Sample> samples, Map<String, String> common, long at) {
        ByteArrayOutputStream request = new ByteArrayOutputStream(samples.size() * 128);
        for (Sample sample : samples) {
            message(request, 1, series(sample, common, at));
        }
        return snappy(request.toByteArray());
    }

    private static ByteArrayOutputStream series(Sample sample, Map<String, String> common, long at) {
        // The specification wants labels sorted by name.
        Map<String, String> labels = new TreeMap<>(common);
        labels.putAll(sample.labels());
        labels.put("__name__", sample.name());
        ByteArrayOutputStream series = new ByteArrayOutputStream(128);
        labels.forEach((name, value) -> {
            ByteArrayOutputStream label = new ByteArrayOutputStream(48);
            text(label, 1, name);
            text(label, 2, value);
            message(series, 1, label);
        });
        ByteArrayOutputStream point = new ByteArrayOutputStream(20);
        key(point, 1, FIXED64);
        long bits = Double.doubleToLongBits(sample.value());
        for (int i = 0; i < 8; i++) {
            point.write((int) (bits >>> (8 * i)));
        }
        key(point, 2, VARINT);
        varint(point, at);
        message(series, 2, point);
        return series;
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        key(out, field, LENGTH_DELIMITED);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void message(ByteArrayOutputStream out, int field, ByteArrayOutputStream message) {
        key(out, field, LENGTH_DELIMITED);
        varint(out, message.size());
        out.writeBytes(message.toByteArray());
    }

    private static void key(ByteArrayOutputStream out, int field, int wireType) {
        varint(out, ((long) field << 3) | wireType);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** A valid block that compresses nothing: literals only. Ten kilobytes per report are not worth a compressor. */
    static byte[] snappy(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length + 16);
        varint(out, plain.length);
        for (int at = 0; at < plain.length; at += LARGEST_LITERAL) {
            int length = Math.min(LARGEST_LITERAL, plain.length - at);
            // 61: the length less one follows in two bytes, low byte first.
            out.write(61 << 2);
            out.write(length - 1);
            out.write((length - 1) >>> 8);
            out.write(plain, at, length);
        }
        return out.toByteArray();
    }
}
