package dev.sluice.telemetry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Samples per CPU-second of the server's process and its resident memory, for Sluice, and for Prometheus and VictoriaMetrics
 * where they are on the PATH: the same requests, one server after the other. Then how long requests of 2,000 samples take at
 * 200,000 samples a second with a page open.
 *
 * <p>The first rounds warm up and do not count: until the compilers of a JVM have come to rest, which on two cores takes
 * half a minute of CPU time. What is measured against is the CPU time that the kernel says the process has used, so that
 * other programs on the machine, this sender among them, change it little.
 */
public final class IngestBench {

    private static final int NODES = 300;

    /** Shorter than the step of the recording, so that there is enough to send between an hour ago and now. */
    private static final long STEP_MS = 5_000;

    /** By then a server has started, and caches are warm. */
    private static final int WARM_UP_CPU_SECONDS = 12;

    /** The compilers of a JVM have come to rest when they take less than this of its CPU time. */
    private static final double AT_REST = 0.02;

    private static final int WARM_UP_ROUNDS = 500;

    /** Not further ahead than receivers take. */
    private static final long LAST_ROUND = 3_900_000 / STEP_MS;

    /** Samples a second at which latency is measured. */
    private static final int RATE = 200_000;

    private static final long PATIENCE_SECONDS = 600;
    private static final int SENDERS = 2;

    private final RecordedHour hour = RecordedHour.read();
    private final Path folder;
    private final Path home;
    private final long seconds;

    private IngestBench(Path folder, Path home, long seconds) {
        this.folder = folder;
        this.home = home;
        this.seconds = seconds;
    }

    /** What one server did. */
    private record Result(String name, long samples, double cpuSeconds, double compilerSeconds, long resident) {
        double perCpuSecond() {
            return samples / cpuSeconds;
        }
    }

    public static void main(String[] args) throws Exception {
        long seconds = 8;
        List<String> only = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--seconds" -> seconds = Long.parseLong(args[++i]);
                case "sluice", "keep-all", "peers", "latency" -> only.add(args[i]);
                default -> {
                    System.err.println("""
                            Usage: ./sluice bench ingest [--seconds N] [sluice] [keep-all] [peers] [latency]

                            Without a name: all of it. Prometheus and VictoriaMetrics are taken from the PATH.""");
                    System.exit(2);
                }
            }
        }
        Path folder = Files.createTempDirectory("sluice-ingest");
        try {
            new IngestBench(folder, Path.of(System.getProperty("sluice.home", ".")), seconds).run(only);
        } finally {
            Server.delete(folder);
        }
    }

    private void run(List<String> only) throws Exception {
        System.out.printf(
                "%d series of a node_exporter × %d nodes, batches of %d samples, remote write 1.0; %d s of CPU time each%n%n",
                hour.series().size(), NODES, Load.BATCH, seconds);
        List<Result> results = new ArrayList<>();
        if (only.isEmpty() || only.contains("sluice")) {
            measure(Optional.of(sluice("Sluice, default keep-list", ownFolder())), results);
        }
        if (only.isEmpty() || only.contains("keep-all")) {
            measure(
                    Optional.of(sluice("Sluice, everything kept", ownFolder(), "-Dsluice.telemetry.store.keep=all")),
                    results);
        }
        if (only.isEmpty() || only.contains("peers")) {
            measure(Server.victoriaMetrics(folder), results);
            measure(Server.prometheus(folder), results);
        }
        System.out.printf(
                "| server | samples per CPU-second | CPU per million samples | resident memory |%n|---|---:|---:|---:|%n");
        for (Result r : results) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f s | %,d MB |%n",
                    r.name(),
                    r.perCpuSecond(),
                    r.cpuSeconds() / r.samples() * 1e6,
                    r.resident() >> 20);
        }
        if (only.isEmpty() || only.contains("latency")) {
            latency();
        }
    }

    private Path ownFolder() throws IOException {
        return Files.createTempDirectory(folder, "sluice");
    }

    private Server sluice(String name, Path own, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        // What a compiler's thread has used is not to be seen any more when it ends.
        all.add("-XX:-UseDynamicNumberOfCompilerThreads");
        return Server.sluice(name, home, own, all);
    }

    private void measure(Optional<Server> found, List<Result> results) throws Exception {
        if (found.isEmpty()) {
            return;
        }
        try (Server server = found.get()) {
            Load load = new Load(hour, NODES, System.currentTimeMillis() - 3_400_000, STEP_MS);
            warmUp(server, load);
            double before = server.cpuSeconds();
            double compilersBefore = server.compilerSeconds();
            long samples = send(server, load, until(server, before + seconds, LAST_ROUND));
            Result result = new Result(
                    server.name(),
                    samples,
                    server.cpuSeconds() - before,
                    server.compilerSeconds() - compilersBefore,
                    server.resident());
            results.add(result);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,.0f samples per CPU-second; %.1f s measured, of which compilers took %.1f %%%n",
                    result.name(),
                    result.perCpuSecond(),
                    result.cpuSeconds(),
                    100 * result.compilerSeconds() / result.cpuSeconds());
        }
    }

    private static void warmUp(Server server, Load load) throws Exception {
        send(server, load, until(server, WARM_UP_CPU_SECONDS, WARM_UP_ROUNDS));
        double compiling = 1;
        while (compiling > AT_REST && load.rounds() < WARM_UP_ROUNDS) {
            double cpu = server.cpuSeconds();
            double compilers = server.compilerSeconds();
            send(server, load, until(server, cpu + 2, WARM_UP_ROUNDS));
            compiling = (server.compilerSeconds() - compilers) / (server.cpuSeconds() - cpu);
        }
    }

    /** While the server has used less than so much CPU time, and the load has not come to its end. */
    private static Predicate<Load> until(Server server, double cpuSeconds, long round) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        return load -> load.rounds() <= round && server.cpuSeconds() < cpuSeconds && System.nanoTime() < end;
    }

    /** Sends as fast as the server takes it, on a few connections; how many samples. */
    private static long send(Server server, Load load, Predicate<Load> more) throws Exception {
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<Future<Long>> sent = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                sent.add(senders.submit(() -> {
                    long samples = 0;
                    while (true) {
                        byte[] request;
                        synchronized (load) {
                            if (!more.test(load)) {
                                return samples;
                            }
                            request = load.request();
                        }
                        server.post(request);
                        samples += Load.BATCH;
                    }
                }));
            }
            long samples = 0;
            for (Future<Long> one : sent) {
                samples += one.get();
            }
            return samples;
        }
    }

    /**
     * Requests at fixed times, of nodes of the fleet that an open map shows; what counts is the time from when one was
     * due to when it was answered.
     */
    private void latency() throws Exception {
        List<String> nodes = IntStream.range(0, NODES).mapToObj(Load::name).toList();
        AtomicInteger frames = new AtomicInteger();
        Path own = ownFolder();
        try (Server server = sluice("Sluice", own);
                Viewer viewer =
                        Viewer.of(server, "cpu", frame -> frames.addAndGet(frame.contains("\"values\":") ? 1 : 0))) {
            Server.enter(own, nodes);
            warmUp(server, new Load(hour, NODES, System.currentTimeMillis() - 3_400_000, STEP_MS));
            int framesBefore = frames.get();
            // From now on in its own time, so that the page has something to show.
            long stepMs = 1000L * NODES * hour.series().size() / RATE;
            Load load = new Load(hour, NODES, System.currentTimeMillis(), stepMs);
            long everyNanos = TimeUnit.SECONDS.toNanos(1) * Load.BATCH / RATE;
            int requests = (int) (seconds * 1_000_000_000L / everyNanos);
            double before = server.cpuSeconds();
            long[] took = new long[requests];
            long[] late = new long[requests];
            long began = System.nanoTime() + 10_000_000;
            try (ExecutorService senders = Executors.newFixedThreadPool(4)) {
                List<Future<?>> sent = new ArrayList<>();
                for (int i = 0; i < requests; i++) {
                    int which = i;
                    byte[] request = load.request();
                    long due = began + i * everyNanos;
                    long wait = due - System.nanoTime();
                    if (wait > 0) {
                        TimeUnit.NANOSECONDS.sleep(wait);
                    }
                    late[i] = System.nanoTime() - due;
                    sent.add(senders.submit(() -> {
                        server.post(request);
                        took[which] = System.nanoTime() - due;
                        return null;
                    }));
                }
                for (Future<?> one : sent) {
                    one.get();
                }
            }
            double cpu = server.cpuSeconds() - before;
            Arrays.sort(took);
            Arrays.sort(late);
            System.out.printf(
                    Locale.ROOT,
                    "%nAt %,d samples/s with a map of the nodes open (%d frames with values): p50 %.1f ms, p99 %.1f ms, longest %.1f ms, of which the sender's own clock was late p99 %.1f ms; the server used %.0f %% of a core%n",
                    RATE,
                    frames.get() - framesBefore,
                    took[requests / 2] / 1e6,
                    took[requests * 99 / 100] / 1e6,
                    took[requests - 1] / 1e6,
                    late[requests * 99 / 100] / 1e6,
                    100 * cpu / seconds);
        }
    }
}
