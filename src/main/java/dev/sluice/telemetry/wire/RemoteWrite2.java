package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.SeriesKey;
import java.util.Arrays;

/**
 * Remote write 2.0: {@code Request{symbols=4, timeseries=5}}, {@code TimeSeries{labels_refs=1, samples=2, histograms=3,
 * exemplars=4, metadata=5, created_timestamp=6}}, {@code Sample{value=1, timestamp=2, start_timestamp=3}}.
 *
 * <p>Source: prometheus.io, "Prometheus Remote-Write 2.0 specification"; field 6 is of its first release candidates. A
 * series is known by the keys of its symbols in order; each symbol is hashed once per request.
 */
public final class RemoteWrite2 extends RemoteWrite {

    private static final int SYMBOLS = 4 << 3 | Cursor.BYTES;
    private static final int TIMESERIES = 5 << 3 | Cursor.BYTES;
    private static final int REFS_PACKED = 1 << 3 | Cursor.BYTES;
    private static final int REF = 1 << 3 | Cursor.VARINT;
    private static final int SAMPLES = 2 << 3 | Cursor.BYTES;
    private static final int HISTOGRAMS = 3 << 3 | Cursor.BYTES;
    private static final int EXEMPLARS = 4 << 3 | Cursor.BYTES;
    private static final int CREATED = 6 << 3 | Cursor.VARINT;
    private static final int SAMPLE_VALUE = 1 << 3 | Cursor.FIXED64;
    private static final int SAMPLE_TIME = 2 << 3 | Cursor.VARINT;
    private static final int SAMPLE_START = 3 << 3 | Cursor.VARINT;

    private static final long SALT = 2;
    private static final byte[] NAME = {'_', '_', 'n', 'a', 'm', 'e', '_', '_'};

    /** More distinct strings than a request of 50,000 series has. */
    private static final int MAX_SYMBOLS = 1 << 18;

    private static final int MOST_REFS = 2 * LabelSet.MAX_LABELS;

    /** Scratch beyond this is not kept for the next request. */
    private static final int KEEP = 1 << 14;

    private static final byte UNASKED = 0;
    private static final byte WANTED = 1;
    private static final byte UNWANTED = 2;

    private final Cursor at = new Cursor();
    private final SeriesKey symbolKey;
    private int[] refs = new int[16 * MOST_REFS];
    private int refsFrom;
    private int refsUsed;
    private int refCount;

    private int[] symbolAt = new int[256];
    private int[] symbolLength = new int[256];
    private long[] symbolHi = new long[256];
    private long[] symbolLo = new long[256];
    private byte[] symbolWanted = new byte[256];
    private int symbols;
    private int nameSymbol;

    /** @param batch any of the store that is decoded into: its keys are seeded alike */
    public RemoteWrite2(Batch batch) {
        this.symbolKey = batch.newKey();
    }

    @Override
    void walk(byte[] body, int length, Batch batch) {
        findSymbols(body, length);
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
        if (symbolAt.length > KEEP) {
            resize(KEEP);
        }
    }

    /** First round: where each symbol lies. Senders put them first, but a message may have them anywhere. */
    private void findSymbols(byte[] body, int length) {
        symbols = 0;
        nameSymbol = -1;
        at.over(body, 0, length);
        while (at.more()) {
            int tag = at.tag();
            if (tag == SYMBOLS) {
                symbol();
            } else {
                at.skip(tag);
            }
        }
        Arrays.fill(symbolHi, 0, symbols, 0);
        Arrays.fill(symbolLo, 0, symbols, 0);
        Arrays.fill(symbolWanted, 0, symbols, UNASKED);
        if (symbols > 0 && symbolLength[0] != 0) {
            throw new Malformed("remote write 2.0: the first symbol must be empty");
        }
    }

    private void symbol() {
        if (symbols == symbolAt.length) {
            if (symbols == MAX_SYMBOLS) {
                throw new Malformed("remote write 2.0: more than " + MAX_SYMBOLS + " symbols; send smaller batches");
            }
            resize(symbols * 2);
        }
        int size = at.length();
        int from = at.pos();
        at.moveTo(from + size);
        if (size == NAME.length
                && nameSymbol < 0
                && Arrays.equals(at.bytes(), from, from + size, NAME, 0, NAME.length)) {
            nameSymbol = symbols;
        }
        symbolAt[symbols] = from;
        symbolLength[symbols++] = size;
    }

    private void resize(int size) {
        symbolAt = Arrays.copyOf(symbolAt, size);
        symbolLength = Arrays.copyOf(symbolLength, size);
        symbolHi = new long[size];
        symbolLo = new long[size];
        symbolWanted = new byte[size];
    }

    private void series(Batch batch) {
        noSamples();
        refsFrom = refsUsed;
        refCount = 0;
        if (refs.length - refsFrom < MOST_REFS) {
            refs = Arrays.copyOf(refs, refs.length * 2);
        }
        int to = at.end();
        long created = 0;
        while (at.more()) {
            int tag = at.tag();
            switch (tag) {
                case REFS_PACKED -> refs(to);
                case REF -> ref(at.varint());
                case SAMPLES -> sample(to);
                case HISTOGRAMS -> {
                    at.skipBytes();
                    batch.sawHistograms(1);
                }
                case EXEMPLARS -> {
                    at.skipBytes();
                    batch.sawExemplars(1);
                }
                case CREATED -> created = at.varint();
                default -> at.skip(tag);
            }
        }
        if (samples() == 0) {
            return;
        }
        String fault = refFault();
        if (!fault.isEmpty()) {
            batch.reject(Rejection.LABELS, samples(), fault);
            return;
        }
        if (refCount >= 2 && refs[refsFrom] == nameSymbol && unwanted(batch, refs[refsFrom + 1])) {
            batch.notKept(samples());
            return;
        }
        key(batch.key());
        startedAt(created);
        refsUsed = refsFrom + refCount;
        await(batch, refsFrom, refsUsed);
    }

    private void refs(int seriesEnd) {
        int size = at.length();
        int to = at.pos() + size;
        at.endAt(to);
        while (at.more()) {
            ref(at.varint());
        }
        at.endAt(seriesEnd);
    }

    private void ref(long ref) {
        if (refCount < MOST_REFS) {
            refs[refsFrom + refCount] = ref < 0 || ref > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) ref;
        }
        refCount++;
    }

    private void sample(int seriesEnd) {
        int size = at.length();
        int to = at.pos() + size;
        at.endAt(to);
        long ms = 0;
        long bits = 0;
        long start = 0;
        while (at.more()) {
            int tag = at.tag();
            switch (tag) {
                case SAMPLE_VALUE -> bits = at.fixed64();
                case SAMPLE_TIME -> ms = at.varint();
                case SAMPLE_START -> start = at.varint();
                default -> at.skip(tag);
            }
        }
        at.endAt(seriesEnd);
        sample(ms, bits, start);
    }

    /** What is wrong with the references, empty when nothing is. */
    private String refFault() {
        if (refCount > MOST_REFS) {
            return "a series has more than " + LabelSet.MAX_LABELS + " labels";
        }
        if (refCount % 2 != 0) {
            return "a series has " + refCount + " label references; they must be pairs";
        }
        for (int i = 0; i < refCount; i++) {
            if (refs[refsFrom + i] >= symbols) {
                return "a series refers to symbol " + refs[refsFrom + i] + " of " + symbols;
            }
        }
        return "";
    }

    private boolean unwanted(Batch batch, int symbol) {
        if (symbolWanted[symbol] == UNASKED) {
            symbolWanted[symbol] = batch.wants(at.bytes(), symbolAt[symbol], symbolLength[symbol]) ? WANTED : UNWANTED;
        }
        return symbolWanted[symbol] == UNWANTED;
    }

    private void key(SeriesKey key) {
        key.start(SALT);
        for (int i = 0; i < refCount; i++) {
            int symbol = refs[refsFrom + i];
            if (symbolHi[symbol] == 0) {
                int from = symbolAt[symbol];
                symbolKey.of(SALT, at.bytes(), from, from + symbolLength[symbol]);
                symbolHi[symbol] = symbolKey.hi();
                symbolLo[symbol] = symbolKey.lo();
            }
            key.add(symbolHi[symbol], symbolLo[symbol]);
        }
    }

    @Override
    LabelSet labels(int from, int to) {
        LabelSet labels = new LabelSet();
        for (int i = from; i < to; i += 2) {
            int name = refs[i];
            int value = refs[i + 1];
            labels.addSorted(at.bytes(), symbolAt[name], symbolLength[name], symbolAt[value], symbolLength[value]);
        }
        return labels;
    }

    @Override
    void stored() {
        refsUsed = 0;
    }
}
