package dev.sluice.telemetry.intake;

import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Rejection;
import dev.sluice.telemetry.store.Skip;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of everything that came in since the start. Thread-safe; added to once per batch, never per sample. */
public final class IntakeCounters {

    private static final Skip[] SKIPS = Skip.values();
    private static final Rejection[] REJECTIONS = Rejection.values();

    private final Map<Origin, LongAdder> accepted = adders(Origin.class);
    private final Map<Origin, LongAdder> bytes = adders(Origin.class);
    private final Map<Origin, LongAdder> batches = adders(Origin.class);
    private final Map<Skip, LongAdder> skipped = adders(Skip.class);
    private final Map<Rejection, LongAdder> rejected = adders(Rejection.class);
    private final LongAdder decodeNanos = new LongAdder();
    private final LongAdder overloads = new LongAdder();

    void add(Batch batch, int length, long nanos) {
        of(batches, batch.origin()).increment();
        of(bytes, batch.origin()).add(length);
        of(accepted, batch.origin()).add(batch.accepted());
        decodeNanos.add(nanos);
        for (Skip reason : SKIPS) {
            if (batch.skipped(reason) > 0) {
                of(skipped, reason).add(batch.skipped(reason));
            }
        }
        for (Rejection reason : REJECTIONS) {
            if (batch.rejected(reason) > 0) {
                of(rejected, reason).add(batch.rejected(reason));
            }
        }
    }

    void refusedForOverload() {
        overloads.increment();
    }

    /** Samples stored. */
    public long accepted(Origin origin) {
        return of(accepted, origin).sum();
    }

    /** Bytes of bodies and pages as they came over the network. */
    public long bytes(Origin origin) {
        return of(bytes, origin).sum();
    }

    /** Requests or pages. */
    public long batches(Origin origin) {
        return of(batches, origin).sum();
    }

    public long skipped(Skip reason) {
        return of(skipped, reason).sum();
    }

    public long rejected(Rejection reason) {
        return of(rejected, reason).sum();
    }

    /** Time spent in unpacking, decoding and storing. */
    public long decodeNanos() {
        return decodeNanos.sum();
    }

    /** Requests that were told to come back later. */
    public long overloads() {
        return overloads.sum();
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
        Map<K, LongAdder> adders = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }

    private static <K> LongAdder of(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return adder;
    }
}
