package dev.sluice.telemetry.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xerial.snappy.Snappy;

/** Encodes remote write requests as the specifications say, independent of the code under test. */
public final class Encoded {

    private Encoded() {}

    /** One sample; {@code startMs} is only sent in 2.0, and only when it is not 0. */
    public record Sample(long ms, long bits, long startMs) {
        public Sample(long ms, double value) {
            this(ms, Double.doubleToRawLongBits(value), 0);
        }
    }

    /** One series; labels in the order given, so that a test can send them unsorted. */
    public record Line(List<String> labels, List<Sample> samples) {

        /** Labels as name, value, name, value. */
        public static Line of(List<String> labels, long ms, double value) {
            return new Line(labels, List.of(new Sample(ms, value)));
        }
    }

    /** A 1.0 {@code WriteRequest}, not packed. */
    public static byte[] v1(List<Line> lines) {
        Bytes request = new Bytes();
        lines.forEach(line -> request.message(1, v1(line)));
        return request.toByteArray();
    }

    /** The labels of a 1.0 series, name, value, name, value, as they lie in the message. */
    public static byte[] v1Labels(List<String> labels) {
        Bytes series = new Bytes();
        for (int i = 0; i < labels.size(); i += 2) {
            series.message(1, new Bytes().text(1, labels.get(i)).text(2, labels.get(i + 1)));
        }
        return series.toByteArray();
    }

    static Bytes v1(Line line) {
        Bytes series = new Bytes().raw(v1Labels(line.labels()));
        line.samples().forEach(s -> series.message(2, sample(s, false)));
        return series;
    }

    /** A 2.0 {@code Request}, not packed. */
    public static byte[] v2(List<Line> lines) {
        Map<String, Integer> symbols = new LinkedHashMap<>();
        symbols.put("", 0);
        lines.forEach(l -> l.labels().forEach(s -> symbols.putIfAbsent(s, symbols.size())));
        Bytes request = new Bytes();
        symbols.keySet().forEach(s -> request.text(4, s));
        for (Line line : lines) {
            Bytes refs = new Bytes();
            line.labels().forEach(s -> refs.varint(symbols.getOrDefault(s, 0)));
            Bytes series = new Bytes().message(1, refs);
            line.samples().forEach(s -> series.message(2, sample(s, true)));
            // Metadata{type: counter}.
            series.message(5, new Bytes().tag(1, 0).varint(1));
            request.message(5, series);
        }
        return request.toByteArray();
    }

    private static Bytes sample(Sample sample, boolean v2) {
        Bytes bytes = new Bytes();
        // Like every proto3 encoder: what is zero is not sent.
        if (sample.bits() != 0) {
            bytes.tag(1, 1).fixed64(sample.bits());
        }
        if (sample.ms() != 0) {
            bytes.tag(2, 0).varint(sample.ms());
        }
        if (v2 && sample.startMs() != 0) {
            bytes.tag(3, 0).varint(sample.startMs());
        }
        return bytes;
    }

    /** Packs into a Snappy block. */
    public static byte[] packed(byte[] bytes) {
        try {
            return Snappy.compress(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What node_exporter says of one small node, kept and not kept, sorted as Prometheus sends it. */
    public static List<Line> node(String instance, int cpus, long ms, double seconds) {
        List<Line> lines = new ArrayList<>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            for (String mode : List.of("idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user")) {
                double share = mode.equals("idle") ? 0.5 : 0.05;
                lines.add(Line.of(
                        List.of(
                                "__name__",
                                "node_cpu_seconds_total",
                                "cpu",
                                "" + cpu,
                                "instance",
                                instance,
                                "job",
                                "node",
                                "mode",
                                mode),
                        ms,
                        seconds * share));
            }
        }
        lines.add(one("node_memory_MemAvailable_bytes", instance, ms, 6e9));
        lines.add(one("node_memory_MemTotal_bytes", instance, ms, 8e9));
        lines.add(one("node_boot_time_seconds", instance, ms, 1.7e9));
        lines.add(one("node_load1", instance, ms, 1.5));
        lines.add(one("node_pressure_cpu_waiting_seconds_total", instance, ms, seconds * 0.1));
        lines.add(one("node_pressure_io_waiting_seconds_total", instance, ms, seconds * 0.02));
        lines.add(one("node_pressure_memory_waiting_seconds_total", instance, ms, 0));
        for (String device : List.of("sda", "sdb")) {
            lines.add(part(
                    "node_disk_io_time_seconds_total",
                    device,
                    instance,
                    ms,
                    seconds * (device.equals("sda") ? 0.3 : 0.1)));
        }
        for (String device : List.of("eth0", "lo")) {
            lines.add(part("node_network_receive_bytes_total", device, instance, ms, seconds * 25e6));
            lines.add(part("node_network_speed_bytes", device, instance, ms, 125e6));
            lines.add(part("node_network_transmit_bytes_total", device, instance, ms, seconds * 5e6));
        }
        return lines;
    }

    public static Line one(String metric, String instance, long ms, double value) {
        return Line.of(List.of("__name__", metric, "instance", instance, "job", "node"), ms, value);
    }

    public static Line part(String metric, String device, String instance, long ms, double value) {
        return Line.of(List.of("__name__", metric, "device", device, "instance", instance, "job", "node"), ms, value);
    }

    /** Writes protobuf's wire format. */
    static final class Bytes {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes tag(int field, int wireType) {
            return varint((long) field << 3 | wireType);
        }

        Bytes varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
            return this;
        }

        Bytes fixed64(long value) {
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
            return this;
        }

        Bytes text(int field, String text) {
            return bytes(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Bytes message(int field, Bytes message) {
            return bytes(field, message.toByteArray());
        }

        Bytes bytes(int field, byte[] bytes) {
            tag(field, 2).varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
