package dev.sluice.telemetry.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which metric names feed a signal, answered from raw bytes. Immutable after class loading. */
public final class KeepList {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SLOTS = 256;
    private static final long[] PRINTS = new long[SLOTS];
    private static final byte[][] NAMES = new byte[SLOTS][];

    static {
        for (String name : names()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            long print = print(bytes, 0, bytes.length);
            int slot = slot(print);
            while (PRINTS[slot] != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            PRINTS[slot] = print;
            NAMES[slot] = bytes;
        }
    }

    private KeepList() {}

    /** Every kept name, once. */
    public static List<String> names() {
        return Stream.of(Metric.values()).map(Metric::exported).distinct().toList();
    }

    /**
     * What is kept, as Prometheus's regular expression over name and mode with a semicolon between them: of a metric of which
     * only some modes are read, those; of the others all.
     */
    public static String expression() {
        Map<String, List<String>> modes = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            List<String> of = modes.computeIfAbsent(metric.exported(), n -> new ArrayList<>());
            metric.mode().ifPresent(of::add);
        }
        String all = modes.entrySet().stream()
                .filter(m -> m.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining("|"));
        String some = modes.entrySet().stream()
                .filter(m -> !m.getValue().isEmpty())
                .map(m -> m.getKey() + ";(" + String.join("|", m.getValue()) + ")|")
                .collect(Collectors.joining());
        return some + "(" + all + ");.*";
    }

    /** Whether {@code bytes[at, at + length)} is a kept name. */
    public static boolean contains(byte[] bytes, int at, int length) {
        if (length < 8) {
            return false;
        }
        long print = print(bytes, at, length);
        for (int slot = slot(print); PRINTS[slot] != 0; slot = (slot + 1) & (SLOTS - 1)) {
            if (PRINTS[slot] == print && Arrays.equals(NAMES[slot], 0, NAMES[slot].length, bytes, at, at + length)) {
                return true;
            }
        }
        return false;
    }

    /** What a series with these labels feeds, if anything. */
    static Optional<Metric> metric(LabelSet labels) {
        String name = labels.value(LabelSet.NAME);
        return Stream.of(Metric.values())
                .filter(m -> m.exported().equals(name) && m.matches(labels))
                .findFirst();
    }

    /** Both ends and the length: enough to tell the names of exporters apart in nearly every case. Names have 8 or more. */
    private static long print(byte[] bytes, int at, int length) {
        long head = (long) LONG.get(bytes, at);
        long tail = (long) LONG.get(bytes, at + length - 8);
        return (head ^ Long.rotateLeft(tail, 21) ^ length) * 0x9E3779B97F4A7C15L | 1;
    }

    private static int slot(long print) {
        return (int) (print >>> 40) & (SLOTS - 1);
    }
}
