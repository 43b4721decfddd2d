package dev.sluice.telemetry.wire;

import dev.sluice.telemetry.store.BadSeries;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Series;
import java.util.Arrays;

/**
 * What both versions of remote write share: the samples of the series being walked, and their way into the store. A
 * series is walked to its end before any of it is stored, so that nothing of a bad one is.
 *
 * <p>Not thread-safe: one per thread, reused.
 */
public abstract sealed class RemoteWrite permits RemoteWrite1, RemoteWrite2 {

    /** More than any sender puts into one series of a request, and little enough to hold aside. */
    private static final int MAX_SAMPLES = 1 << 16;

    private long[] times = new long[16];
    private long[] values = new long[16];
    private long[] starts = new long[16];
    private int samples;

    /**
     * Walks one unpacked request and stores its samples; what became of them is in the batch.
     *
     * @throws Malformed when the bytes are no such message; what came before stays stored
     */
    public abstract void decode(byte[] body, int length, Batch batch);

    /** The labels of the series being walked, checked; only asked for when the series is new or bad. */
    abstract LabelSet labels();

    final void noSamples() {
        samples = 0;
    }

    final int samples() {
        return samples;
    }

    final void sample(long ms, long bits, long startMs) {
        if (samples == times.length) {
            if (samples == MAX_SAMPLES) {
                throw new Malformed("a series has more than " + MAX_SAMPLES + " samples; send smaller batches");
            }
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
            for (int i = 0; i < samples; i++) {
                starts[i] = starts[i] == 0 ? startMs : starts[i];
            }
        }
    }

    /** Stores the samples under the batch's key. */
    final void store(Batch batch) {
        Series series = batch.known();
        if (series == null) {
            try {
                series = batch.learn(labels());
            } catch (BadSeries e) {
                batch.reject(e.reason(), samples, e.text());
                return;
            }
        }
        if (batch.leavesOut(series, samples)) {
            return;
        }
        for (int i = 0; i < samples; i++) {
            Rejection doubt = batch.doubts(times[i]);
            if (doubt != null) {
                batch.reject(doubt, samples, batch.described() ? "" : told(doubt, times[i]));
                return;
            }
        }
        for (int i = 0; i < samples; i++) {
            batch.append(series, times[i], values[i], starts[i]);
        }
    }

    private String told(Rejection doubt, long ms) {
        return labels().bad(doubt, Batch.inWords(doubt, ms)).text();
    }
}
