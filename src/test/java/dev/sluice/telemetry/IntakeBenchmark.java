package dev.sluice.telemetry;

import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.Encoded;
import dev.sluice.telemetry.wire.Encoded.Line;
import dev.sluice.telemetry.wire.RemoteWrite;
import dev.sluice.telemetry.wire.RemoteWrite1;
import dev.sluice.telemetry.wire.RemoteWrite2;
import dev.sluice.telemetry.wire.SnappyBlock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Unpack, decode and append of remote write requests of 2,000 samples, all of known series, 60 nodes of 520 series in
 * turn. Each round is 15 s later, so the rings turn over as in life. One operation is one sample; run {@link #main}.
 * Setting the times in a body is part of what is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class IntakeBenchmark {

    private static final int SAMPLES = 2000;
    private static final int NODES = 60;
    private static final long START = 1_767_225_600_000L;

    /** Which series are kept. */
    @Param({"signals", "all"})
    public String keep = "signals";

    /** Which version is sent. */
    @Param({"1", "2"})
    public int version = 1;

    private final List<Request> requests = new ArrayList<>();
    private HotStore store = Stores.large();
    private Batch batch = store.batch();
    private RemoteWrite decoder = new RemoteWrite1();
    private final SnappyBlock snappy = new SnappyBlock(16 << 20);
    private int next;
    private long now = START;

    /** A body, and where in it the times lie: they are all of equal length, so they can be overwritten in place. */
    private record Request(byte[] body, byte[] packed, int[] times) {}

    @Setup(Level.Trial)
    public void prepare() {
        store = keep.equals("all") ? Stores.keepingAll() : Stores.large();
        batch = store.batch();
        decoder = version == 1 ? new RemoteWrite1() : new RemoteWrite2(batch);
        List<Line> all = new ArrayList<>();
        for (int n = 0; n < NODES; n++) {
            all.addAll(page("10.1.0." + n + ":9100"));
        }
        for (int from = 0; from + SAMPLES <= all.size(); from += SAMPLES) {
            List<Line> lines = all.subList(from, from + SAMPLES);
            byte[] body = version == 1 ? Encoded.v1(lines) : Encoded.v2(lines);
            requests.add(new Request(body, Encoded.packed(body), times(body)));
        }
        // Until every ring has turned over once: an hour and a chunk.
        for (int i = 0; i < 320 * requests.size(); i++) {
            decodeAndAppend(new Cpu());
        }
    }

    /** Samples per second of the thread's own time, which other programs on the machine do not change much. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {

        public double samplesPerCpuSecond;
        private long requests;
        private long began;

        @Setup(Level.Iteration)
        public void start() {
            requests = 0;
            samplesPerCpuSecond = 0;
            began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void stop() {
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
            samplesPerCpuSecond = requests * (double) SAMPLES * 1e9 / nanos;
        }
    }

    /** Decode and append alone: the path that must not allocate. */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public long decodeAndAppend(Cpu cpu) {
        cpu.requests++;
        Request request = advance();
        byte[] body = request.body();
        for (int at : request.times()) {
            write(body, at, now);
        }
        batch.begin(Origin.REMOTE_WRITE, now);
        decoder.decode(body, body.length, batch);
        return accepted();
    }

    /** Unpacking on top, as the endpoint does. */
    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public long unpackDecodeAndAppend(Cpu cpu) {
        cpu.requests++;
        Request request = advance();
        int length = snappy.unpack(request.packed(), request.packed().length);
        byte[] body = snappy.bytes();
        for (int at : request.times()) {
            write(body, at, now);
        }
        batch.begin(Origin.REMOTE_WRITE, now);
        decoder.decode(body, length, batch);
        return accepted();
    }

    private Request advance() {
        if (next == requests.size()) {
            next = 0;
            now += 15_000;
        }
        return requests.get(next++);
    }

    private long accepted() {
        if (batch.firstBad() != null || batch.written() != SAMPLES || batch.accepted() == 0) {
            throw new IllegalStateException("the benchmark does not measure what it says: " + batch.firstBad());
        }
        return batch.accepted();
    }

    /** 520 series, of which 68 feed a signal: 16 CPUs × 8 modes, 24 of the small set, the rest as an exporter has them. */
    private static List<Line> page(String instance) {
        List<Line> lines = new ArrayList<>(Encoded.node(instance, 16, START, 1000));
        for (int i = 0; lines.size() < 520; i++) {
            lines.add(Encoded.part("node_other_subsystem_" + i % 60 + "_total", "device" + i / 60, instance, START, i));
        }
        return lines;
    }

    /** Positions of varints that hold {@link #START}: six bytes after the tag of field 2. */
    private static int[] times(byte[] body) {
        byte[] pattern = new byte[6];
        write(pattern, 0, START);
        List<Integer> found = new ArrayList<>();
        for (int i = 1; i + 6 <= body.length; i++) {
            if (body[i - 1] == 0x10 && Arrays.equals(body, i, i + 6, pattern, 0, 6)) {
                found.add(i);
            }
        }
        if (found.size() != SAMPLES) {
            throw new IllegalStateException(found.size() + " times found");
        }
        return found.stream().mapToInt(i -> i).toArray();
    }

    private static void write(byte[] body, int at, long time) {
        long rest = time;
        for (int i = 0; i < 5; i++) {
            body[at + i] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        body[at + 5] = (byte) rest;
    }

    /** Runs all with the allocation profiler. */
    public static void main(String[] args) throws RunnerException {
        String what = args.length > 0 ? args[0] : IntakeBenchmark.class.getSimpleName();
        if (new Runner(new OptionsBuilder()
                        .include(what)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run()
                .isEmpty()) {
            throw new IllegalArgumentException("no benchmark matches " + what);
        }
    }
}
