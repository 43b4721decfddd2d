package dev.sluice.agent.node;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A thousand agents on one server: {@code ./sluice bench agents [--agents N] [--seconds S]}.
 *
 * <p>The server is the packaged one with its PostgreSQL. The agents are real channels, each with a credential of its own, all in
 * this process; behind each is a node that has become what it was told as soon as it is told.
 */
public final class AgentsBench {

    private static final int ROUNDS = 5;
    /** Above all that the fleet itself wishes of nodes that it does not know yet. */
    private static final long FIRST_EPOCH = 1000;

    private AgentsBench() {}

    public static void main(String[] arguments) throws Exception {
        int agents = option(arguments, "--agents", 1000);
        int seconds = option(arguments, "--seconds", 60);
        Path folder = Files.createTempDirectory("sluice-bench");
        // What a thousand agents say of themselves is no part of the result.
        try (PrintStream log = new PrintStream(folder.resolve("agents.log").toFile(), StandardCharsets.UTF_8)) {
            System.setErr(log);
            try (BenchServer server = BenchServer.start(folder)) {
                run(server, folder, agents, seconds);
            }
        } finally {
            delete(folder);
        }
        // The HTTP client's threads are nobody's.
        System.exit(0);
    }

    private static void run(BenchServer server, Path folder, int agents, int seconds) throws Exception {
        LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
        long heapAlone = server.heapKilobytes();
        long residentAlone = server.residentKilobytes();

        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (Connection database = server.database()) {
            database.setAutoCommit(false);
            List<Node> nodes = new ArrayList<>();
            for (int i = 1; i <= agents; i++) {
                Node node = new Node(server, folder, "bench-" + i, http, loop);
                BenchServer.admit(database, node.file.node(), node.credential);
                nodes.add(node);
            }
            database.commit();
            database.setAutoCommit(true);
            long began = System.nanoTime();
            nodes.forEach(Node::start);
            until("all agents are connected and known", () -> connected(server) == agents);
            say("%d agents connected, all at once, in %.1f s", agents, secondsSince(began));
            until("the fleet has its nodes", () -> BenchServer.wishes(database) == agents);
            steady(server, agents, seconds);
            say(
                    "memory: heap after a collection %.1f MiB, alone %.1f MiB, %.1f KiB for each agent; resident %d MiB, alone %d MiB",
                    server.heapKilobytes() / 1024.0,
                    heapAlone / 1024.0,
                    (server.heapKilobytes() - heapAlone) / (double) agents,
                    server.residentKilobytes() / 1024,
                    residentAlone / 1024);
            rounds(database, agents);
        }
        loop.shutdownNow();
    }

    /** Reports every 5 s and nothing else. */
    private static void steady(BenchServer server, int agents, int seconds) throws Exception {
        double cpu = server.cpuSeconds();
        long began = System.nanoTime();
        Duration longest = Duration.ZERO;
        int away = 0;
        while (secondsSince(began) < seconds) {
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            List<Duration> silences = server.silences();
            away += (int) silences.stream().filter(Duration::isNegative).count() + agents - silences.size();
            Duration last = silences.getLast();
            longest = last.compareTo(longest) > 0 ? last : longest;
        }
        say(
                "steady for %d s: server %.1f %% of one core; longest silence %.1f s; seen away %d times",
                seconds, 100 * (server.cpuSeconds() - cpu) / secondsSince(began), longest.toMillis() / 1000.0, away);
    }

    /** A wish for every node that another replica has stored, until the report of each is stored. */
    private static void rounds(Connection database, int agents) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long epoch = FIRST_EPOCH + round;
            long began = System.nanoTime();
            if (BenchServer.wish(database, round % 2 == 0 ? "spark" : "yarn", epoch) != agents) {
                throw new IllegalStateException("not every node has a wish");
            }
            until("every agent has reported epoch " + epoch, () -> BenchServer.reports(database, epoch) == agents);
            times.add(secondsSince(began));
        }
        times.sort(Comparator.naturalOrder());
        say(
                "wish for all, stored by another replica, until all have reported: %.2f s in the middle, %.2f s at most,"
                        + " of %d rounds; up to 1 s of it until it is seen",
                times.get(ROUNDS / 2), times.getLast(), ROUNDS);
    }

    private static int connected(BenchServer server) throws IOException, InterruptedException {
        return (int) server.silences().stream()
                .filter(silence -> !silence.isNegative())
                .count();
    }

    /** One agent's channel, and a node that does at once what it is told. */
    private static final class Node implements Channel.Events {

        private static final long SAY_AGAIN_SECONDS = 5;

        private final AgentFile file;
        private final String credential;
        private final Machine machine = new Machine(8, 32L << 30, 1L << 40, 0);
        private final Channel channel;
        private final ScheduledExecutorService loop;
        private Wish wish = Wish.NONE;

        Node(BenchServer server, Path folder, String id, HttpClient http, ScheduledExecutorService loop)
                throws IOException {
            Path own = Files.createDirectories(folder.resolve(id).resolve("state"));
            this.credential = "slc_" + (id + "x".repeat(43)).substring(0, 43);
            Files.writeString(own.resolve("credential"), credential + "\n");
            this.file = AgentFile.read(Files.writeString(
                    own.resolve("agent.properties"),
                    "node=" + id + "\nserver=" + server.url() + "\nstate=" + own
                            + "\nrole.spark.member=m\nrole.spark.start=x\nrole.yarn.member=m\nrole.yarn.start=x\n"));
            this.loop = loop;
            Enrolment enrolment = Enrolment.open(http, file, System::currentTimeMillis);
            this.channel = new Channel(
                    server.url(), new Channel.Line(http, file, enrolment, loop, new SplittableRandom()), this);
        }

        void start() {
            channel.start();
            var unused =
                    loop.scheduleAtFixedRate(channel::touch, SAY_AGAIN_SECONDS, SAY_AGAIN_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public String hello() {
            return Frames.hello(file, machine, "bench", now());
        }

        @Override
        public String actual() {
            return Frames.actual(now());
        }

        @Override
        public void received(String frame, Channel from) {
            if (Frames.read(frame) instanceof Frames.Said.Want want
                    && !want.wish().isOlderThan(wish)) {
                wish = want.wish();
                from.touch();
            }
        }

        private Roles.Actual now() {
            Worker.State state = wish.role().isPresent() ? Worker.State.RUNNING : Worker.State.STOPPED;
            return new Roles.Actual(wish.role(), state, wish.epoch(), "as it was told", Optional.empty());
        }
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException, SQLException;
    }

    private static void until(String what, Condition condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (secondsSince(began) > 300) {
                throw new IllegalStateException("waited 300 s until " + what);
            }
            LockSupport.parkNanos(20_000_000L);
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static int option(String[] arguments, String name, int ifAbsent) {
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals(name)) {
                return Integer.parseInt(arguments[i + 1]);
            }
        }
        return ifAbsent;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
