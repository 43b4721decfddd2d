package dev.sluice.telemetry.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.telemetry.wire.Encoded;
import dev.sluice.telemetry.wire.Encoded.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * How old a value is when it reaches an open map of a large fleet: from the answer to the sender that says that its samples
 * are accepted, to the frame that carries their node's new value. The feed has a tick of one second, which is part of it.
 *
 * <p>{@code ./sluice bench freshness [NODES] [SECONDS]}, by default 10,000 nodes for 60 seconds; each node's memory is sent
 * every 15 s, and changes each time.
 */
public final class FreshnessBench {

    private static final int EVERY_SECONDS = 15;
    private static final int NODES_A_REQUEST = 20;
    private static final int WARM_UP_ROUNDS = 2;
    private static final long PATIENCE_SECONDS = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A value that is on its way, in percent. */
    private record Sent(int percent, long acceptedNanos) {}

    private final int nodes;
    private final int seconds;
    private final Map<String, Sent> underWay = new ConcurrentHashMap<>();
    private final Map<Integer, String> slots = new ConcurrentHashMap<>();
    private final CountDownLatch allThere = new CountDownLatch(1);
    private final List<Long> ages = new ArrayList<>();
    private final List<Long> sinceTick = new ArrayList<>();
    private volatile long measuredFrom = Long.MAX_VALUE;

    private FreshnessBench(int nodes, int seconds) {
        this.nodes = nodes;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        Path folder = Files.createTempDirectory("sluice-freshness");
        try {
            new FreshnessBench(nodes, seconds).run(folder, Path.of(System.getProperty("sluice.home", ".")));
        } finally {
            Server.delete(folder);
        }
        System.exit(0);
    }

    private void run(Path folder, Path home) throws Exception {
        List<String> names = IntStream.range(0, nodes).mapToObj(Load::name).toList();
        try (Server server = Server.sluice("Sluice", home, folder, List.of());
                Viewer viewer = Viewer.of(server, "memory", this::received)) {
            Server.enter(folder, names);
            if (!allThere.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the map shows " + slots.size() + " of " + nodes + " nodes");
            }
            int warmUp = WARM_UP_ROUNDS * EVERY_SECONDS;
            send(server, 0, warmUp);
            measuredFrom = System.nanoTime();
            double cpu = server.cpuSeconds();
            int sent = send(server, warmUp, seconds);
            TimeUnit.SECONDS.sleep(3);
            cpu = server.cpuSeconds() - cpu;
            report(sent, cpu / seconds);
        }
    }

    /** The whole fleet every {@value #EVERY_SECONDS} s, evenly; how many values. */
    private int send(Server server, int fromSecond, int forSeconds) throws Exception {
        int requests = forSeconds * nodes / EVERY_SECONDS / NODES_A_REQUEST;
        int first = fromSecond * nodes / EVERY_SECONDS / NODES_A_REQUEST;
        long began = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            long wait = began + (long) i * forSeconds * 1_000_000_000L / requests - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            request(server, first + i);
        }
        return requests * NODES_A_REQUEST;
    }

    private void request(Server server, int number) throws IOException {
        long ms = System.currentTimeMillis();
        List<Line> lines = new ArrayList<>();
        Map<String, Integer> values = new ConcurrentHashMap<>();
        for (int i = 0; i < NODES_A_REQUEST; i++) {
            int which = number * NODES_A_REQUEST + i;
            String node = Load.name(which % nodes);
            int percent = 1 + 37 * (which / nodes + which % nodes) % 97;
            lines.add(Encoded.one("node_memory_MemTotal_bytes", node + ":9100", ms, 1e10));
            lines.add(Encoded.one("node_memory_MemAvailable_bytes", node + ":9100", ms, 1e8 * (100 - percent)));
            values.put(node, percent);
        }
        // Before the answer, which the frame may overtake.
        values.forEach((node, percent) -> underWay.put(node, new Sent(percent, System.nanoTime())));
        server.post(Encoded.packed(Encoded.v1(lines)));
        long accepted = System.nanoTime();
        values.forEach(
                (node, percent) -> underWay.computeIfPresent(node, (name, sent) -> new Sent(sent.percent(), accepted)));
    }

    private void received(String text) {
        long nanos = System.nanoTime();
        long ms = System.currentTimeMillis();
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (frame.path("kind").asText().equals("snapshot")) {
            JsonNode ids = frame.path("nodes").path("id");
            JsonNode numbers = frame.path("nodes").path("slot");
            for (int i = 0; i < ids.size(); i++) {
                slots.put(
                        numbers.isMissingNode() ? i : numbers.get(i).asInt(),
                        ids.get(i).asText());
            }
        }
        frame.path("new")
                .forEach(cell ->
                        slots.put(cell.path("slot").asInt(), cell.path("id").asText()));
        if (slots.size() == nodes) {
            allThere.countDown();
        }
        int slot = 0;
        JsonNode gaps = frame.path("values").path("gap");
        for (int i = 0; i < gaps.size(); i++) {
            slot += gaps.get(i).asInt();
            arrived(
                    slots.getOrDefault(slot, ""),
                    frame.path("values").path("of").get(i).asInt(-1),
                    nanos);
        }
        if (nanos >= measuredFrom && gaps.size() > 0) {
            sinceTick.add(ms - Instant.parse(frame.path("at").asText()).toEpochMilli());
        }
    }

    private void arrived(String node, int percent, long nanos) {
        Sent sent = underWay.get(node);
        if (sent != null
                && sent.percent() == percent
                && underWay.remove(node, sent)
                && sent.acceptedNanos() >= measuredFrom) {
            ages.add(Math.max(0, nanos - sent.acceptedNanos()) / 1_000_000);
        }
    }

    private void report(int sent, double cores) {
        if (ages.isEmpty()) {
            throw new IllegalStateException("none of " + sent + " values that were sent came in a frame");
        }
        long[] age = ages.stream().mapToLong(a -> a).sorted().toArray();
        long[] tick = sinceTick.stream().mapToLong(a -> a).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%,d nodes, each sent every %d s: %,d values sent, %,d seen, %,d never%n",
                nodes,
                EVERY_SECONDS,
                sent,
                age.length,
                underWay.size());
        System.out.printf(
                "accepted to frame received: p50 %d ms, p99 %d ms, longest %d ms; the tick is 1,000 ms of it%n",
                at(age, 50), at(age, 99), age[age.length - 1]);
        System.out.printf(
                "picture taken to frame received: p50 %d ms, p99 %d ms; %d frames%n",
                at(tick, 50), at(tick, 99), tick.length);
        System.out.printf(Locale.ROOT, "the server used %.0f %% of a core%n", 100 * cores);
    }

    private static long at(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
