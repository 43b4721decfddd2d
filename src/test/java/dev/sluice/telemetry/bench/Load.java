package dev.sluice.telemetry.bench;

import dev.sluice.telemetry.bench.RecordedHour.Recorded;
import dev.sluice.telemetry.wire.Encoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xerial.snappy.Snappy;

/**
 * What a fleet of nodes sends in remote write 1.0, batch after batch, the page of one node after that of another. Each node
 * lives through the recorded hour, and begins it at another minute.
 *
 * <p>Not thread-safe.
 */
final class Load {

    static final int BATCH = 2000;

    private static final int TIME_BYTES = 6;

    private final RecordedHour hour;
    private final List<byte[]> prefixes = new ArrayList<>();
    private final long firstMs;
    private final long stepMs;
    private byte[] body = new byte[1 << 20];
    private long next;

    /** @param firstMs the time of the first round; each later one is {@code stepMs} after the one before */
    Load(RecordedHour hour, int nodes, long firstMs, long stepMs) {
        this.hour = hour;
        this.firstMs = firstMs;
        this.stepMs = stepMs;
        for (int node = 0; node < nodes; node++) {
            for (Recorded series : hour.series()) {
                prefixes.add(Encoded.v1Labels(with(series.labels(), name(node) + ":9100")));
            }
        }
    }

    /** The host of one node. */
    static String name(int node) {
        return "10.0." + node / 250 + '.' + node % 250;
    }

    int series() {
        return prefixes.size();
    }

    /** Rounds that have begun. */
    long rounds() {
        return (next + series() - 1) / series();
    }

    /** The next request of {@link #BATCH} samples, packed. */
    byte[] request() {
        int size = 0;
        for (int i = 0; i < BATCH; i++, next++) {
            if (size + 4096 > body.length) {
                body = Arrays.copyOf(body, 2 * body.length);
            }
            size = series(size, (int) (next % series()), next / series());
        }
        try {
            byte[] packed = new byte[Snappy.maxCompressedLength(size)];
            return Arrays.copyOf(packed, Snappy.compress(body, 0, size, packed, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int series(int from, int which, long round) {
        byte[] labels = prefixes.get(which);
        int node = which / hour.series().size();
        double value =
                hour.series().get(which % hour.series().size()).values()[(int) ((round + 7L * node) % hour.pages())];
        int length = labels.length + 2 + 9 + 1 + TIME_BYTES;
        int at = varint(from, (1 << 3) | 2, length);
        System.arraycopy(labels, 0, body, at, labels.length);
        at = varint(at + labels.length, (2 << 3) | 2, 9 + 1 + TIME_BYTES);
        body[at++] = (1 << 3) | 1;
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < 8; i++) {
            body[at++] = (byte) (bits >>> (8 * i));
        }
        body[at++] = 2 << 3;
        long ms = firstMs + round * stepMs;
        for (int i = 0; i < TIME_BYTES - 1; i++) {
            body[at++] = (byte) ((ms >>> (7 * i)) | 0x80);
        }
        body[at++] = (byte) ((ms >>> (7 * (TIME_BYTES - 1))) & 0x7F);
        return at;
    }

    private int varint(int from, int tag, int length) {
        int at = from;
        body[at++] = (byte) tag;
        int rest = length;
        while (rest > 0x7F) {
            body[at++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        body[at++] = (byte) rest;
        return at;
    }

    /** Sorted, as a sender must. */
    private static List<String> with(List<String> labels, String instance) {
        List<String> sorted = new ArrayList<>();
        List<String[]> pairs = new ArrayList<>();
        for (int i = 0; i < labels.size(); i += 2) {
            pairs.add(new String[] {labels.get(i), labels.get(i + 1)});
        }
        pairs.add(new String[] {"instance", instance});
        pairs.add(new String[] {"job", "node"});
        pairs.sort((a, b) -> a[0].compareTo(b[0]));
        pairs.forEach(p -> sorted.addAll(List.of(p)));
        return sorted;
    }
}
