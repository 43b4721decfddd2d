package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.BadSeries;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Series;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What both versions of remote write share: the series being walked, and their way into the store. A series is walked to
 * its end before any of it is stored, so that nothing of a bad one is.
 *
 * <p>Series are looked up a few dozen at a time. Each lies somewhere else in a memory far larger than any cache; asked for
 * together they arrive together, which halves the time of a request.
 *
 * <p>Not thread-safe: one per thread, reused.
 */
public abstract sealed class RemoteWrite permits RemoteWrite1, RemoteWrite2 {

    /** More than any sender puts into one series of a request, and little enough to hold aside. */
    private static final int MAX_SAMPLES = 1 << 16;

    private static final int TOGETHER = 32;

    private final long[] his = new long[TOGETHER];
    private final long[] los = new long[TOGETHER];
    private final int[] labelsFrom = new int[TOGETHER];
    private final int[] labelsTo = new int[TOGETHER];
    private final int[] firstSample = new int[TOGETHER + 1];
    private final @Nullable Series[] found = new Series[TOGETHER];
    private int waiting;

    private long[] times = new long[4 * TOGETHER];
    private long[] values = new long[4 * TOGETHER];
    private long[] starts = new long[4 * TOGETHER];
    private int samples;

    /** Only there so that nobody takes the reading ahead for idle. */
    private long read;

    /**
     * Walks one unpacked request and stores its samples; what became of them is in the batch.
     *
     * @throws Malformed when the bytes are no such message; what came before stays stored
     */
    public final void decode(byte[] body, int length, Batch batch) {
        waiting = 0;
        samples = 0;
        try {
            walk(body, length, batch);
        } finally {
            storeWaiting(batch);
        }
    }

    abstract void walk(byte[] body, int length, Batch batch);

    /** The labels at a place that {@link #await} was told, checked; only asked for when a series is new or bad. */
    abstract LabelSet labels(int from, int to);

    /** What was told to {@link #await} is needed no more. */
    abstract void stored();

    /** Another series begins; samples of one that does not come to {@link #await} are dropped. */
    final void noSamples() {
        samples = firstSample[waiting];
    }

    final int samples() {
        return samples - firstSample[waiting];
    }

    final void sample(long ms, long bits, long startMs) {
        if (samples() == MAX_SAMPLES) {
            throw new Malformed("a series has more than " + MAX_SAMPLES + " samples; send smaller batches");
        }
        if (samples == times.length) {
            times = Arrays.copyOf(times, samples * 2);
            values = Arrays.copyOf(values, samples * 2);
            starts = Arrays.copyOf(starts, samples * 2);
        }
        times[samples] = ms;
        values[samples] = bits;
        starts[samples++] = startMs;
    }

    /** Gives a start to samples that have none of their own. */
    final void startedAt(long startMs) {
        if (startMs != 0) {
            for (int i = firstSample[waiting]; i < samples; i++) {
                starts[i] = starts[i] == 0 ? startMs : starts[i];
            }
        }
    }

    /** The series of the batch's key has been walked; it is stored with those that come after it. */
    final void await(Batch batch, int from, int to) {
        his[waiting] = batch.key().hi();
        los[waiting] = batch.key().lo();
        labelsFrom[waiting] = from;
        labelsTo[waiting] = to;
        firstSample[++waiting] = samples;
        if (waiting == TOGETHER) {
            storeWaiting(batch);
        }
    }

    /** Stores every series that waits. */
    final void storeWaiting(Batch batch) {
        int count = waiting;
        long ahead = read;
        for (int i = 0; i < count; i++) {
            found[i] = batch.known(his[i], los[i]);
        }
        for (int i = 0; i < count; i++) {
            Series series = found[i];
            ahead += series == null ? 0 : series.readAhead();
        }
        read = ahead;
        for (int i = 0; i < count; i++) {
            store(batch, i);
        }
        waiting = 0;
        samples = 0;
        stored();
    }

    private void store(Batch batch, int which) {
        int from = firstSample[which];
        int to = firstSample[which + 1];
        Series series = found[which];
        if (series == null) {
            try {
                batch.key().set(his[which], los[which]);
                series = batch.learn(labels(labelsFrom[which], labelsTo[which]));
            } catch (BadSeries e) {
                batch.reject(e.reason(), to - from, e.text());
                return;
            }
        }
        if (batch.leavesOut(series, to - from)) {
            return;
        }
        for (int i = from; i < to; i++) {
            Rejection doubt = batch.doubts(times[i]);
            if (doubt != null) {
                batch.reject(doubt, to - from, batch.described() ? "" : told(which, doubt, times[i]));
                return;
            }
        }
        for (int i = from; i < to; i++) {
            batch.append(series, times[i], values[i], starts[i]);
        }
    }

    private String told(int which, Rejection doubt, long ms) {
        return labels(labelsFrom[which], labelsTo[which])
                .bad(doubt, Batch.inWords(doubt, ms))
                .text();
    }
}
