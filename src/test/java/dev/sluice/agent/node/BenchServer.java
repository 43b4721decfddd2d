package dev.sluice.agent.node;

import dev.sluice.server.ServerDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as its users run it, from the package, on a folder of its own; and what it costs. */
final class BenchServer implements AutoCloseable {

    private static final double TICKS_PER_SECOND = 100;
    private static final Pattern LISTENS = Pattern.compile("Sluice listens on (\\S+)");

    private final Path folder;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Json.Obj context;

    private BenchServer(Path folder, Process process) throws IOException {
        this.folder = folder;
        this.process = process;
        this.url = awaitUrl();
        this.context = Json.readObject(Files.readString(folder.resolve("context.json")));
    }

    static BenchServer start(Path folder) throws IOException {
        Path home = Path.of(System.getProperty("sluice.home", "."));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-jar",
                        home.resolve("target/quarkus-app/quarkus-run.jar").toString(),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        builder.environment()
                .put("SLUICE_CONTEXT", folder.resolve("context.json").toString());
        return new BenchServer(folder, builder.start());
    }

    private String awaitUrl() throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        while (Instant.now().isBefore(end) && process.isAlive()) {
            Matcher matcher = LISTENS.matcher(Files.readString(folder.resolve("server.log")));
            if (matcher.find() && Files.exists(folder.resolve("context.json"))) {
                return matcher.group(1);
            }
            LockSupport.parkNanos(200_000_000L);
        }
        throw new IOException("the server did not start; see " + folder.resolve("server.log"));
    }

    URI url() {
        return URI.create(url);
    }

    /** How long each agent has been silent, longest last; an agent that counts as away is negative. */
    List<Duration> silences() throws IOException, InterruptedException {
        Json.Arr all = (Json.Arr) Json.read(body(request("/api/agents").GET().build()));
        Instant now = Instant.now();
        List<Duration> silences = new ArrayList<>();
        for (Json item : all.items()) {
            Json.Obj agent = (Json.Obj) item;
            Instant heard = Instant.parse(agent.text("lastHeard").orElseThrow());
            boolean connected = new Json.Bool(true).equals(agent.fields().get("connected"));
            silences.add(connected ? Duration.between(heard, now) : Duration.ofSeconds(-1));
        }
        return silences.stream().sorted().toList();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + context.text("token").orElseThrow());
    }

    private String body(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    Connection database() throws IOException, SQLException {
        return ServerDatabase.connect(folder.resolve("data"));
    }

    /** Gives a node a credential as a join would. */
    static void admit(Connection database, String node, String credential) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("""
                insert into credential (subject, kind, roles, secret_hash, created_at)
                values (?, 'AGENT', 'agent sender', encode(sha256(convert_to(?, 'UTF8')), 'hex'), now())""")) {
            statement.setString(1, "agent:" + node);
            statement.setString(2, credential);
            statement.executeUpdate();
        }
    }

    /** Stores one wish for every node, in one statement, and answers how many. */
    static int wish(Connection database, String role, long epoch) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("""
                update agent_wish set role = ?, prepare = null, epoch = ?, revision = revision + 1, at = clock_timestamp()
                where node like 'bench-%'""")) {
            statement.setString(1, role);
            statement.setLong(2, epoch);
            return statement.executeUpdate();
        }
    }

    static int reports(Connection database, long epoch) throws SQLException {
        try (PreparedStatement statement =
                database.prepareStatement("select count(*) from agent_node where epoch >= ? and node like 'bench-%'")) {
            statement.setLong(1, epoch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    static int wishes(Connection database) throws SQLException {
        try (PreparedStatement statement =
                        database.prepareStatement("select count(*) from agent_wish where node like 'bench-%'");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Processor seconds that the server's JVM has used; its database is not counted. */
    double cpuSeconds() {
        return ProcFolder.HOST
                .process(process.pid())
                .map(stat -> (stat.userTicks() + stat.systemTicks()) / TICKS_PER_SECOND)
                .orElseThrow();
    }

    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** What its heap holds after a full collection. */
    long heapKilobytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher matcher = Pattern.compile(
                        "(?:def new generation|DefNew|tenured generation|Tenured)\\s+total \\d+K, used (\\d+)K")
                .matcher(jcmd("GC.heap_info"));
        long used = 0;
        while (matcher.find()) {
            used += Long.parseLong(matcher.group(1));
        }
        return used;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!jcmd.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("jcmd does not answer");
        }
        return said;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
