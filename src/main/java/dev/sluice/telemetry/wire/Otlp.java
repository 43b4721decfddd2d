package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.BadSeries;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry's metrics: {@code ExportMetricsServiceRequest{resource_metrics=1}} down to the data points of gauges and
 * sums. Histograms and summaries are passed over and counted.
 *
 * <p>A series is known by the bytes of its resource, its metric's name and its attributes. A cumulative sum is stored as it
 * is, with its start; what a delta sum adds is added to what is stored, so that both read as counters.
 *
 * <p>Source: {@code opentelemetry/proto/metrics/v1/metrics.proto}. Not thread-safe: one per thread, reused.
 */
public final class Otlp {

    private static final int FIRST = 1 << 3 | Cursor.BYTES;
    private static final int SECOND = 2 << 3 | Cursor.BYTES;
    private static final int GAUGE = 5 << 3 | Cursor.BYTES;
    private static final int SUM = 7 << 3 | Cursor.BYTES;
    private static final int HISTOGRAM = 9 << 3 | Cursor.BYTES;
    private static final int EXPONENTIAL = 10 << 3 | Cursor.BYTES;
    private static final int SUMMARY = 11 << 3 | Cursor.BYTES;
    private static final int TEMPORALITY = 2 << 3 | Cursor.VARINT;
    private static final int MONOTONIC = 3 << 3 | Cursor.VARINT;
    private static final int POINT_START = 2 << 3 | Cursor.FIXED64;
    private static final int POINT_TIME = 3 << 3 | Cursor.FIXED64;
    private static final int POINT_DOUBLE = 4 << 3 | Cursor.FIXED64;
    private static final int POINT_INT = 6 << 3 | Cursor.FIXED64;
    private static final int POINT_ATTRIBUTE = 7 << 3 | Cursor.BYTES;
    private static final int POINT_FLAGS = 8 << 3 | Cursor.VARINT;

    private static final int DELTA = 1;
    private static final int CUMULATIVE = 2;
    private static final long NO_RECORDED_VALUE = 1;

    private static final long SALT = 4;
    private static final long NANOS_PER_MS = 1_000_000;

    private static final OtlpNames NAMES = OtlpNames.table();
    private static final List<byte[]> KNOWN =
            NAMES.known().stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toList();

    private final Cursor at = new Cursor();
    private int pointFrom;
    private int pointTo;

    /** Bytes of the message from here to there. */
    private record Span(int from, int to) {
        static final Span NOTHING = new Span(0, 0);
    }

    /** How the values of a metric are to be read. */
    private enum Reading {
        GAUGE,
        TOTAL,
        DELTA,
        /** A sum without a total, which can be read neither way. */
        UNCLEAR
    }

    /** The metric being walked. */
    private record Metric(Span resource, Span name, Reading reading) {}

    /**
     * Walks one unpacked request and stores its data points; what became of them is in the batch.
     *
     * @throws Malformed when the bytes are no such message; what came before stays stored
     */
    public void decode(byte[] body, int length, Batch batch) {
        at.over(body, 0, length);
        each(FIRST, resource -> resourceMetrics(resource, batch));
    }

    private void resourceMetrics(Span message, Batch batch) {
        Span resource = last(message, FIRST);
        within(
                message,
                () -> each(
                        SECOND, scope -> within(scope, () -> each(SECOND, metric -> metric(resource, metric, batch)))));
    }

    private void metric(Span resource, Span message, Batch batch) {
        Span name = last(message, FIRST);
        boolean wanted = wanted(name, batch);
        within(message, () -> {
            while (at.more()) {
                int tag = at.tag();
                switch (tag) {
                    case GAUGE -> points(take(), new Metric(resource, name, Reading.GAUGE), wanted, batch);
                    case SUM -> {
                        Span sum = take();
                        points(sum, new Metric(resource, name, reading(sum)), wanted, batch);
                    }
                    case HISTOGRAM, EXPONENTIAL, SUMMARY -> batch.sawHistograms(count(take()));
                    default -> at.skip(tag);
                }
            }
        });
    }

    private boolean wanted(Span name, Batch batch) {
        for (byte[] known : KNOWN) {
            if (Arrays.equals(known, 0, known.length, at.bytes(), name.from(), name.to())) {
                return true;
            }
        }
        return batch.wants(at.bytes(), name.from(), name.to() - name.from());
    }

    private Reading reading(Span sum) {
        int[] temporality = {0};
        boolean[] monotonic = {false};
        within(sum, () -> {
            while (at.more()) {
                int tag = at.tag();
                switch (tag) {
                    case TEMPORALITY -> temporality[0] = (int) at.varint();
                    case MONOTONIC -> monotonic[0] = at.varint() != 0;
                    default -> at.skip(tag);
                }
            }
        });
        return switch (temporality[0]) {
            case CUMULATIVE -> monotonic[0] ? Reading.TOTAL : Reading.GAUGE;
            case DELTA -> monotonic[0] ? Reading.DELTA : Reading.UNCLEAR;
            default -> Reading.UNCLEAR;
        };
    }

    private void points(Span message, Metric metric, boolean wanted, Batch batch) {
        if (!wanted) {
            batch.notKept(count(message));
            return;
        }
        int here = at.pos();
        int end = at.end();
        at.over(at.bytes(), message.from(), message.to());
        while (at.more()) {
            int tag = at.tag();
            if (tag == FIRST) {
                int size = at.length();
                int to = at.pos() + size;
                point(metric, at.pos(), to, batch);
                at.over(at.bytes(), to, message.to());
            } else {
                at.skip(tag);
            }
        }
        at.over(at.bytes(), here, end);
    }

    private void point(Metric metric, int from, int to, Batch batch) {
        long start = 0;
        long time = 0;
        long bits = 0;
        long flags = 0;
        batch.key()
                .of(
                        SALT,
                        at.bytes(),
                        metric.resource().from(),
                        metric.resource().to());
        batch.key().add(at.bytes(), metric.name().from(), metric.name().to());
        at.endAt(to);
        while (at.more()) {
            int tag = at.tag();
            switch (tag) {
                case POINT_START -> start = at.fixed64();
                case POINT_TIME -> time = at.fixed64();
                case POINT_DOUBLE -> bits = at.fixed64();
                case POINT_INT -> bits = Double.doubleToRawLongBits((double) at.fixed64());
                case POINT_FLAGS -> flags = at.varint();
                case POINT_ATTRIBUTE -> {
                    int size = at.length();
                    batch.key().add(at.bytes(), at.pos(), at.pos() + size);
                    at.moveTo(at.pos() + size);
                }
                default -> at.skip(tag);
            }
        }
        pointFrom = from;
        pointTo = to;
        // Nanoseconds without a sign: what is after the year 2262 is far ahead, and is told so.
        store(
                metric,
                Long.divideUnsigned(start, NANOS_PER_MS),
                Long.divideUnsigned(time, NANOS_PER_MS),
                (flags & NO_RECORDED_VALUE) == 0 ? bits : Samples.STALE_BITS,
                batch);
    }

    private void store(Metric metric, long startMs, long ms, long bits, Batch batch) {
        Series series = batch.known();
        try {
            if (series == null) {
                series = batch.learn(labels(metric));
            }
            if (batch.leavesOut(series, 1)) {
                return;
            }
            if (metric.reading() == Reading.UNCLEAR) {
                throw labels(metric)
                        .bad(
                                Rejection.TEMPORALITY,
                                "a sum that may fall must be cumulative, and every sum says whether it is delta or cumulative");
            }
            Rejection doubt = batch.doubts(ms);
            if (doubt != null) {
                throw labels(metric).bad(doubt, Batch.inWords(doubt, ms));
            }
        } catch (BadSeries e) {
            batch.reject(e.reason(), 1, e.text());
            return;
        }
        switch (metric.reading()) {
            case DELTA -> batch.appendDelta(series, startMs, ms, bits);
            case TOTAL -> batch.append(series, ms, bits, startMs);
            case GAUGE, UNCLEAR -> batch.append(series, ms, bits, 0);
        }
    }

    private LabelSet labels(Metric metric) {
        return NAMES.labels(
                text(metric.name()),
                attributes(metric.resource(), FIRST),
                attributes(new Span(pointFrom, pointTo), POINT_ATTRIBUTE));
    }

    private Map<String, String> attributes(Span message, int field) {
        Map<String, String> attributes = new LinkedHashMap<>();
        within(
                message,
                () -> each(field, pair -> {
                    if (attributes.size() <= LabelSet.MAX_LABELS) {
                        attributes.put(text(last(pair, FIRST)), value(last(pair, SECOND)));
                    }
                }));
        return attributes;
    }

    /** An {@code AnyValue} as text; empty for what is no plain value. */
    private String value(Span message) {
        String[] text = {""};
        within(message, () -> {
            while (at.more()) {
                int tag = at.tag();
                switch (tag) {
                    case FIRST -> text[0] = text(take());
                    case 2 << 3 | Cursor.VARINT -> text[0] = at.varint() != 0 ? "true" : "false";
                    case 3 << 3 | Cursor.VARINT -> text[0] = Long.toString(at.varint());
                    case 4 << 3 | Cursor.FIXED64 -> text[0] = Double.toString(Double.longBitsToDouble(at.fixed64()));
                    default -> at.skip(tag);
                }
            }
        });
        return text[0];
    }

    private String text(Span span) {
        if (span.to() - span.from() > LabelSet.MAX_TEXT) {
            throw new BadSeries(
                    Rejection.LABELS, "a name or an attribute has more than " + LabelSet.MAX_TEXT + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(at.bytes(), span.from(), span.to() - span.from()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadSeries(Rejection.LABELS, "a name or an attribute is not UTF-8");
        }
    }

    /** Of how many data points a gauge, sum, histogram or summary consists. */
    private int count(Span message) {
        int[] count = {0};
        within(message, () -> each(FIRST, point -> count[0]++));
        return count[0];
    }

    private interface Use {
        void of(Span span);
    }

    /** Gives each message of one field, up to the end of the view, to {@code use}; the other fields are passed over. */
    private void each(int field, Use use) {
        while (at.more()) {
            int tag = at.tag();
            if (tag == field) {
                Span span = take();
                int here = at.pos();
                int end = at.end();
                use.of(span);
                at.over(at.bytes(), here, end);
            } else {
                at.skip(tag);
            }
        }
    }

    /** Where the last message of a field lies, which is the one that counts. */
    private Span last(Span message, int field) {
        Span[] found = {Span.NOTHING};
        within(message, () -> each(field, span -> found[0] = span));
        return found[0];
    }

    /** Walks a part of the message, and returns to where it was. */
    private void within(Span message, Runnable walk) {
        int here = at.pos();
        int end = at.end();
        at.over(at.bytes(), message.from(), message.to());
        walk.run();
        at.over(at.bytes(), here, end);
    }

    private Span take() {
        int size = at.length();
        int from = at.pos();
        at.moveTo(from + size);
        return new Span(from, from + size);
    }
}
