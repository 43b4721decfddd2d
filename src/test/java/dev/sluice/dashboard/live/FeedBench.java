package dev.sluice.dashboard.live;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The live feed under many viewers: a real server in a process of its own, sockets on loopback from this one, one frame a
 * second. Prints how long after its tick a frame is there, what a connection costs the server, and what became of one
 * reader that stops reading.
 *
 * <p>{@code ./sluice bench feed [VIEWERS] [SECONDS]}, by default 10,000 viewers for 60 seconds.
 */
final class FeedBench {

    private static final Duration START = Duration.ofMinutes(2);
    private static final int OPENING_AT_ONCE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String TOO_SLOW = "sluice_feed_closed_total{reason=\"too-slow\",} 1.0";

    private final int viewers;
    private final int seconds;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    /** When each offset's picture was taken, by the server's clock, which is this machine's. */
    private final Map<Long, Long> takenAt = new ConcurrentHashMap<>();

    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger measured = new AtomicInteger();
    private volatile boolean measuring;
    private final int[] latencies;

    private FeedBench(int viewers, int seconds) {
        this.viewers = viewers;
        this.seconds = seconds;
        this.latencies = new int[viewers * (seconds + 5)];
    }

    public static void main(String[] args) throws Exception {
        var viewers = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        var seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        new FeedBench(viewers, seconds).run();
        System.exit(0);
    }

    private void run() throws Exception {
        var data = Files.createTempDirectory("sluice-bench");
        var server = start(data);
        try {
            var context = context(data, server);
            var uri = URI.create(context.getString("url"));
            var pid = server.pid();
            connect(uri, context.getString("token"), 1);
            TimeUnit.SECONDS.sleep(5);
            var before = resident(pid);
            connect(uri, context.getString("token"), viewers - 1);
            stall(uri, context.getString("token"));
            var stalledAt = Instant.now();
            TimeUnit.SECONDS.sleep(10);
            var cpu = cpuSeconds(pid);
            measuring = true;
            TimeUnit.SECONDS.sleep(seconds);
            measuring = false;
            cpu = cpuSeconds(pid) - cpu;
            var grown = resident(pid) - before;
            report(grown, cpu, fate(uri, context.getString("token"), stalledAt));
        } finally {
            server.destroy();
            server.waitFor(20, TimeUnit.SECONDS);
            delete(data);
        }
    }

    private void report(long kilobytes, double cpu, String stalled) {
        var taken = Arrays.copyOf(latencies, Math.min(measured.get(), latencies.length));
        Arrays.sort(taken);
        System.out.printf(
                "%,d viewers, %d s, %,d frames of %d bytes on average%n",
                viewers, seconds, taken.length, frames.get() == 0 ? 0 : bytes.get() / frames.get());
        System.out.printf(
                "tick to received: p50 %d ms, p99 %d ms, most %d ms%n", at(taken, 0.5), at(taken, 0.99), at(taken, 1));
        System.out.printf(
                "server: %.1f KB a connection, %.0f %% of one core%n",
                (double) kilobytes / viewers, 100 * cpu / seconds);
        System.out.printf(
                "frames missing: %d, connections lost: %d%n", (long) viewers * seconds - taken.length, closed.get());
        System.out.printf("the reader that stopped: %s%n", stalled);
    }

    private static int at(int[] sorted, double share) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    private Process start(Path data) throws IOException {
        var home = Path.of(System.getProperty("sluice.home", "."));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx768m",
                        "-Dsluice.security.context-file=" + data.resolve("context.json"),
                        "-Dsluice.dashboard.pages-per-user=1000000",
                        "-jar",
                        home.resolve("target/quarkus-app/quarkus-run.jar").toString(),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        data.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("server.log").toFile())
                .start();
    }

    private static JsonObject context(Path data, Process server) throws Exception {
        var until = Instant.now().plus(START);
        while (Instant.now().isBefore(until)) {
            var file = data.resolve("context.json");
            if (Files.exists(file)) {
                return new JsonObject(Files.readString(file));
            }
            if (!server.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException("the server did not start:\n" + Files.readString(data.resolve("server.log")));
    }

    private void connect(URI uri, String token, int count) throws Exception {
        var client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(viewers + 10));
        var open = new CountDownLatch(count);
        for (var begun = 0; begun < count; begun += OPENING_AT_ONCE) {
            var some = Math.min(OPENING_AT_ONCE, count - begun);
            var batch = new CountDownLatch(some);
            for (var i = 0; i < some; i++) {
                client.connect(options(uri, token))
                        .onSuccess(this::follow)
                        .onFailure(failure -> {
                            System.err.println("not connected: " + failure.getMessage());
                            closed.incrementAndGet();
                        })
                        .onComplete(done -> {
                            batch.countDown();
                            open.countDown();
                        });
            }
            if (!batch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server takes no more connections after " + begun);
            }
        }
        open.await();
    }

    private static WebSocketConnectOptions options(URI uri, String token) {
        return new WebSocketConnectOptions()
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI("/live")
                .setSubProtocols(List.of("sluice.v1"))
                .addHeader("Authorization", "Bearer " + token);
    }

    private void follow(WebSocket socket) {
        socket.textMessageHandler(this::received);
        socket.closeHandler(ignored -> closed.incrementAndGet());
        socket.writeTextMessage(WATCH);
    }

    private static final String WATCH =
            "{\"kind\":\"watch\",\"epoch\":\"\",\"offset\":0,\"signal\":\"cpu\",\"parts\":{}}";

    private void received(String text) {
        if (!measuring || !text.startsWith("{\"kind\":\"delta\"")) {
            return;
        }
        var now = System.currentTimeMillis();
        var taken = takenAt.computeIfAbsent(number(text, "\"offset\":"), offset -> instant(text));
        frames.incrementAndGet();
        bytes.addAndGet(text.length());
        var place = measured.getAndIncrement();
        if (place < latencies.length) {
            latencies[place] = (int) (now - taken);
        }
    }

    private static long number(String text, String field) {
        var from = text.indexOf(field) + field.length();
        var to = from;
        while (Character.isDigit(text.charAt(to))) {
            to++;
        }
        return Long.parseLong(text, from, to, 10);
    }

    private static long instant(String text) {
        var from = text.indexOf("\"at\":\"") + 6;
        return Instant.parse(text.substring(from, text.indexOf('"', from))).toEpochMilli();
    }

    /** A reader that never reads again after its first frame. */
    private void stall(URI uri, String token) {
        vertx.createWebSocketClient(new WebSocketClientOptions())
                .connect(options(uri, token))
                .onSuccess(socket -> {
                    socket.textMessageHandler(first -> socket.pause());
                    socket.exceptionHandler(failure -> {});
                    socket.writeTextMessage(WATCH);
                });
    }

    /** What the server says that it did about that reader; asked of its metrics, since the reader itself sees nothing. */
    private static String fate(URI uri, String token, Instant since) throws IOException, InterruptedException {
        var metrics = HttpRequest.newBuilder(uri.resolve("/metrics"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            do {
                var page = client.send(metrics, HttpResponse.BodyHandlers.ofString());
                if (page.body().lines().anyMatch(TOO_SLOW::equals)) {
                    return "closed as too slow, at the latest "
                            + Duration.between(since, Instant.now()).toSeconds() + " s after its first frame";
                }
                TimeUnit.SECONDS.sleep(1);
            } while (Duration.between(since, Instant.now()).compareTo(PATIENCE) < 0);
        }
        return "still open";
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(used -> used.toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
