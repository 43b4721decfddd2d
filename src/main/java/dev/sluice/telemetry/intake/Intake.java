package dev.sluice.telemetry.intake;

import dev.sluice.telemetry.intake.WriteResult.Written;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.wire.Gzip;
import dev.sluice.telemetry.wire.Malformed;
import dev.sluice.telemetry.wire.Otlp;
import dev.sluice.telemetry.wire.OtlpJson;
import dev.sluice.telemetry.wire.RemoteWrite;
import dev.sluice.telemetry.wire.RemoteWrite1;
import dev.sluice.telemetry.wire.RemoteWrite2;
import dev.sluice.telemetry.wire.SnappyBlock;
import dev.sluice.telemetry.wire.TextPage;
import dev.sluice.telemetry.wire.TooLarge;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Takes bodies and pages in, on the caller's thread. Thread-safe: each thread has its own scratch. */
public final class Intake {

    private final HotStore store;
    private final Clock clock;
    private final int maxUnpacked;
    private final long maxPending;
    private final IntakeCounters counters = new IntakeCounters();
    private final AtomicLong pending = new AtomicLong();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(() -> new Scratch(this));

    /**
     * @param maxUnpacked the most bytes that one request may unpack to
     * @param maxPending the most bytes, packed and unpacked, of all requests under way
     */
    public Intake(HotStore store, Clock clock, int maxUnpacked, long maxPending) {
        this.store = store;
        this.clock = clock;
        this.maxUnpacked = maxUnpacked;
        this.maxPending = maxPending;
    }

    /** Which message a remote write request holds. */
    public enum Version {
        V1,
        V2
    }

    public IntakeCounters counters() {
        return counters;
    }

    /** Room for one request, taken before work on it is queued; false when it must come back later. */
    public boolean reserve(long bytes) {
        if (pending.addAndGet(bytes) <= maxPending) {
            return true;
        }
        pending.addAndGet(-bytes);
        counters.refusedForOverload();
        return false;
    }

    /** Gives the room back. */
    public void release(long bytes) {
        pending.addAndGet(-bytes);
    }

    /** Takes in one remote write request, packed as it came. */
    public WriteResult write(Version version, byte[] body) {
        Scratch own = scratch.get();
        return taken(Origin.REMOTE_WRITE, body.length, own, () -> {
            int length = own.snappy.unpack(body, body.length);
            RemoteWrite decoder =
                    switch (version) {
                        case V1 -> own.v1;
                        case V2 -> own.v2;
                    };
            decoder.decode(own.snappy.bytes(), length, own.batch);
        });
    }

    /** Takes in one OTLP request, packed as it came. */
    public WriteResult otlp(boolean json, boolean gzip, byte[] body) {
        Scratch own = scratch.get();
        return taken(Origin.OTLP, body.length, own, () -> {
            byte[] unpacked = gzip ? Gzip.unpack(body, maxUnpacked) : body;
            byte[] message = json ? OtlpJson.toProtobuf(unpacked, unpacked.length) : unpacked;
            own.otlp.decode(message, message.length, own.batch);
        });
    }

    private WriteResult taken(Origin origin, int length, Scratch own, Runnable decode) {
        Batch batch = own.batch.begin(origin, clock.millis());
        long began = System.nanoTime();
        try {
            decode.run();
        } catch (Malformed e) {
            batch.reject(Rejection.MALFORMED, 1, e.text());
            return new WriteResult.Broken(written(batch), e.text());
        } catch (TooLarge e) {
            batch.reject(Rejection.MALFORMED, 1, e.text());
            return new WriteResult.TooLarge(e.text());
        } finally {
            counters.add(batch, length, System.nanoTime() - began);
        }
        String bad = batch.firstBad();
        return bad == null
                ? new WriteResult.Done(written(batch))
                : new WriteResult.Refused(written(batch), batch.rejected(), bad);
    }

    private static Written written(Batch batch) {
        return new Written(batch.written(), batch.histograms(), batch.exemplars());
    }

    /**
     * Takes in one exporter's page.
     *
     * @return samples stored or left out on purpose
     * @throws Malformed at the first line that is none; what came before stays stored
     */
    public long page(byte[] page, int length, boolean openMetrics, TextPage.Target target, long takenMs) {
        Scratch own = scratch.get();
        Batch batch = own.batch.begin(Origin.SCRAPE, clock.millis());
        long began = System.nanoTime();
        try {
            own.page.decode(page, length, openMetrics, target, takenMs, batch);
        } catch (Malformed e) {
            batch.reject(Rejection.MALFORMED, 1, e.text());
            throw e;
        } finally {
            counters.add(batch, length, System.nanoTime() - began);
        }
        return batch.written();
    }

    private static final class Scratch {

        private final Batch batch;
        private final SnappyBlock snappy;
        private final RemoteWrite1 v1 = new RemoteWrite1();
        private final RemoteWrite2 v2;
        private final Otlp otlp = new Otlp();
        private final TextPage page = new TextPage();

        Scratch(Intake intake) {
            this.batch = intake.store.batch();
            this.snappy = new SnappyBlock(intake.maxUnpacked);
            this.v2 = new RemoteWrite2(batch);
        }
    }
}
