package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.LabelSet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Remote write 1.0: {@code WriteRequest{timeseries=1}}, {@code TimeSeries{labels=1, samples=2, exemplars=3,
 * histograms=4}}, {@code Label{name=1, value=2}}, {@code Sample{value=1, timestamp=2}}.
 *
 * <p>Source: prometheus.io, "Prometheus Remote-Write 1.0 specification". A series is known by the bytes of its labels as
 * they lie in the message.
 */
public final class RemoteWrite1 extends RemoteWrite {

    private static final int TIMESERIES = 1 << 3 | Cursor.BYTES;
    private static final int LABELS = 1 << 3 | Cursor.BYTES;
    private static final int SAMPLES = 2 << 3 | Cursor.BYTES;
    private static final int EXEMPLARS = 3 << 3 | Cursor.BYTES;
    private static final int HISTOGRAMS = 4 << 3 | Cursor.BYTES;
    private static final int LABEL_NAME = 1 << 3 | Cursor.BYTES;
    private static final int LABEL_VALUE = 2 << 3 | Cursor.BYTES;
    private static final int SAMPLE_VALUE = 1 << 3 | Cursor.FIXED64;
    private static final int SAMPLE_TIME = 2 << 3 | Cursor.VARINT;

    private static final long SALT = 1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NAME = (long) LONG.get(new byte[] {'_', '_', 'n', 'a', 'm', 'e', '_', '_'}, 0);

    private final Cursor at = new Cursor();
    private int labelsFrom;
    private int labelsTo;

    @Override
    void walk(byte[] body, int length, Batch batch) {
        at.over(body, 0, length);
        while (at.more()) {
            int tag = at.tag();
            if (tag == TIMESERIES) {
                int size = at.length();
                int to = at.pos() + size;
                at.endAt(to);
                series(batch);
                at.over(body, to, length);
            } else {
                at.skip(tag);
            }
        }
    }

    private void series(Batch batch) {
        noSamples();
        labelsFrom = at.pos();
        while (at.more() && at.peek() == LABELS) {
            at.moveTo(at.pos() + 1);
            at.skipBytes();
        }
        labelsTo = at.pos();
        int to = at.end();
        while (at.more()) {
            int tag = at.tag();
            switch (tag) {
                case SAMPLES -> sample(to);
                case LABELS -> {
                    scattered(batch, labelsFrom, to);
                    return;
                }
                case HISTOGRAMS -> {
                    at.skipBytes();
                    batch.sawHistograms(1);
                }
                case EXEMPLARS -> {
                    at.skipBytes();
                    batch.sawExemplars(1);
                }
                default -> at.skip(tag);
            }
        }
        if (samples() == 0) {
            return;
        }
        if (unwanted(batch)) {
            batch.notKept(samples());
            return;
        }
        batch.key().of(SALT, at.bytes(), labelsFrom, labelsTo);
        await(batch, labelsFrom, labelsTo);
    }

    private void sample(int seriesEnd) {
        int size = at.length();
        int to = at.pos() + size;
        at.endAt(to);
        long ms = 0;
        long bits = 0;
        while (at.more()) {
            int tag = at.tag();
            switch (tag) {
                case SAMPLE_VALUE -> bits = at.fixed64();
                case SAMPLE_TIME -> ms = at.varint();
                default -> at.skip(tag);
            }
        }
        at.endAt(seriesEnd);
        sample(ms, bits, 0);
    }

    /** Whether the first label is the metric's name, as with nearly every sender, and is not on the keep-list. */
    private boolean unwanted(Batch batch) {
        byte[] bytes = at.bytes();
        int from = labelsFrom;
        // Label, its length, name field, 8, "__name__", value field, length of the metric's name.
        if (labelsTo - from < 14
                || bytes[from + 1] < 0
                || bytes[from + 2] != LABEL_NAME
                || bytes[from + 3] != 8
                || (long) LONG.get(bytes, from + 4) != NAME
                || bytes[from + 12] != LABEL_VALUE
                || bytes[from + 13] < 0
                || bytes[from + 1] != 12 + bytes[from + 13]) {
            return false;
        }
        return !batch.wants(bytes, from + 14, bytes[from + 13]);
    }

    @Override
    LabelSet labels(int from, int to) {
        LabelSet labels = new LabelSet();
        int here = at.pos();
        int end = at.end();
        at.over(at.bytes(), from, to);
        while (at.more()) {
            at.moveTo(at.pos() + 1);
            int size = at.length();
            int next = at.pos() + size;
            at.endAt(next);
            label(labels);
            at.over(at.bytes(), next, to);
        }
        at.over(at.bytes(), here, end);
        return labels;
    }

    @Override
    void stored() {}

    private void label(LabelSet labels) {
        int nameAt = 0;
        int nameLength = 0;
        int valueAt = 0;
        int valueLength = 0;
        while (at.more()) {
            int tag = at.tag();
            switch (tag) {
                case LABEL_NAME -> {
                    nameLength = at.length();
                    nameAt = at.pos();
                    at.moveTo(nameAt + nameLength);
                }
                case LABEL_VALUE -> {
                    valueLength = at.length();
                    valueAt = at.pos();
                    at.moveTo(valueAt + valueLength);
                }
                default -> at.skip(tag);
            }
        }
        labels.addSorted(at.bytes(), nameAt, nameLength, valueAt, valueLength);
    }

    /** Protobuf lets labels come after samples. No sender does it; gather them in front, and walk that. */
    private void scattered(Batch batch, int from, int to) {
        byte[] body = at.bytes();
        byte[] gathered = new byte[to - from];
        int size = 0;
        for (boolean wantLabels : new boolean[] {true, false}) {
            at.over(body, from, to);
            while (at.more()) {
                int field = at.pos();
                int tag = at.tag();
                at.skip(tag);
                if ((tag == LABELS) == wantLabels) {
                    System.arraycopy(body, field, gathered, size, at.pos() - field);
                    size += at.pos() - field;
                }
            }
        }
        storeWaiting(batch);
        at.over(gathered, 0, size);
        series(batch);
        storeWaiting(batch);
    }
}
