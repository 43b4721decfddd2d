package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.bench.RecordedHour;
import dev.sluice.telemetry.bench.RecordedHour.Recorded;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.Encoded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The parts of the hot store one by one: 60 nodes that live through the recorded hour, all series known, every chain of
 * blocks turned over once. One operation is one sample; of {@link #signals} it is one node.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StoreBenchmark {

    private static final int NODES = 60;
    private static final int SERIES = 1200;
    private static final int WHOLE_NODES = 10;
    private static final int WINDOW = 20;
    private static final long STEP_MS = 15_000;
    private static final long START = 1_767_225_600_000L;

    /** The salt of remote write 1.0. */
    private static final long SALT = 1;

    private final HotStore store = Stores.large();
    private final Batch batch = store.batch();
    private final LiveTelemetry telemetry = new LiveTelemetry(store, Duration.ofMinutes(5), Duration.ofSeconds(180));
    private final Samples samples = new Samples();
    private final List<Known> known = new ArrayList<>();
    private long now = START;
    private int round;
    private int node;

    /** A stored series: its labels as they are on the wire, and what it says over time. */
    private record Known(byte[] labels, Series series, double[] values) {}

    @Setup
    public void prepare() {
        List<Recorded> hour = RecordedHour.read().series();
        for (int n = 0; n < NODES && known.size() < SERIES; n++) {
            for (Recorded recorded : hour) {
                learn(recorded, "10.0.0." + n + ":9100");
            }
        }
        known.subList(SERIES, known.size()).clear();
        for (int i = 0; i < 600; i++) {
            append();
        }
    }

    private void learn(Recorded recorded, String instance) {
        List<String> labels = new ArrayList<>(recorded.labels());
        labels.addAll(List.of("instance", instance));
        LabelSet set = new LabelSet();
        for (int i = 0; i < labels.size(); i += 2) {
            set.add(labels.get(i), labels.get(i + 1));
        }
        byte[] wire = Encoded.v1Labels(labels);
        batch.begin(Origin.REMOTE_WRITE, now).key().of(SALT, wire, 0, wire.length);
        Series series = batch.learn(set);
        if (!batch.leavesOut(series, 1)) {
            known.add(new Known(wire, series, recorded.values()));
        }
    }

    /** From raw label bytes to the series. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public int lookup() {
        int found = 0;
        for (Known one : known) {
            batch.key().of(SALT, one.labels(), 0, one.labels().length);
            found += batch.known() == one.series() ? 1 : 0;
        }
        return whole(found);
    }

    /** One sample to each series, 15 s after the one before. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public int append() {
        now += STEP_MS;
        round++;
        batch.begin(Origin.REMOTE_WRITE, now);
        for (Known one : known) {
            double value = one.values()[round % one.values().length];
            batch.append(one.series(), now, Double.doubleToRawLongBits(value), 0);
        }
        return whole((int) batch.accepted());
    }

    /** The last five minutes of each series, unpacked. */
    @Benchmark
    @OperationsPerInvocation(SERIES * WINDOW)
    public int window() {
        int found = 0;
        for (Known one : known) {
            samples.clear();
            one.series().copy(now - (WINDOW - 1) * STEP_MS, samples);
            found += samples.size() == WINDOW ? 1 : 0;
        }
        return whole(found);
    }

    /** Every signal of one node, over five minutes. */
    @Benchmark
    public NodeSignals signals() {
        node = (node + 1) % WHOLE_NODES;
        return some(telemetry.form(new NodeId("10.0.0." + node), Instant.ofEpochMilli(now)));
    }

    /** The same when no sample has come since. */
    @Benchmark
    public NodeSignals signalsAgain() {
        node = (node + 1) % WHOLE_NODES;
        return some(telemetry.signals(new NodeId("10.0.0." + node), Instant.ofEpochMilli(now)));
    }

    private static NodeSignals some(NodeSignals signals) {
        if (signals.readings().isEmpty()) {
            throw new IllegalStateException("the benchmark does not measure what it says");
        }
        return signals;
    }

    private int whole(int found) {
        if (found != SERIES) {
            throw new IllegalStateException("the benchmark does not measure what it says: " + found);
        }
        return found;
    }
}
