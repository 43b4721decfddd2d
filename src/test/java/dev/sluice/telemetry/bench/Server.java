package dev.sluice.telemetry.bench;

import dev.sluice.server.ServerDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server under load: a process of this machine, on loopback, in a folder of its own, that takes remote write.
 *
 * @param token a bearer token, empty where none is asked for
 */
record Server(String name, Process process, URI url, String token) implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final Pattern COMPILER = Pattern.compile("\\(C[12] CompilerThre");

    /** Sluice as its users start it, from the package that is built. */
    static Server sluice(String name, Path home, Path folder, List<String> properties) {
        Path log = folder.resolve("sluice.log");
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("sluice").toString(),
                "serve",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString());
        builder.environment().put("SLUICE_NO_BUILD", "1");
        builder.environment()
                .put("SLUICE_CONTEXT", folder.resolve("context.json").toString());
        builder.environment().merge("SLUICE_JAVA_OPTS", String.join(" ", properties), (a, b) -> a + ' ' + b);
        Process process = start(builder, log);
        String url = within(process, log, () -> found(log, "Sluice listens on (\\S+)"));
        String token = within(
                process,
                log,
                () -> found(folder.resolve("context.json"), "\"(?:token|credential)\"\\s*:\\s*\"([^\"]+)\""));
        return new Server(name, process, URI.create(url), token);
    }

    /** Enters nodes in the ledger of a Sluice on that folder, in the reservoir, so that they are in the fleet and on the map. */
    static void enter(Path folder, List<String> nodes) throws IOException, SQLException {
        try (Connection database = ServerDatabase.connect(folder.resolve("data"));
                PreparedStatement statement = database.prepareStatement("""
                        insert into ledger (node, state, epoch, since)
                        select unnest(?), 'SETTLED', 1, now()""")) {
            statement.setArray(1, database.createArrayOf("text", nodes.toArray()));
            statement.executeUpdate();
        }
    }

    /** A folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    static Optional<Server> prometheus(Path folder) {
        return onPath("prometheus").map(program -> {
            int port = freePort();
            Path config = folder.resolve("prometheus.yml");
            write(config, "global: {scrape_interval: 1h}\n");
            return started(
                    "Prometheus " + version(program, "version (\\S+)"),
                    folder.resolve("prometheus.log"),
                    port,
                    "/-/ready",
                    program.toString(),
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + folder.resolve("prometheus"),
                    "--web.enable-remote-write-receiver",
                    "--web.listen-address=127.0.0.1:" + port);
        });
    }

    static Optional<Server> victoriaMetrics(Path folder) {
        return onPath("victoria-metrics")
                .or(() -> onPath("victoria-metrics-prod"))
                .map(program -> {
                    int port = freePort();
                    return started(
                            "VictoriaMetrics",
                            folder.resolve("victoria-metrics.log"),
                            port,
                            "/health",
                            program.toString(),
                            "-storageDataPath=" + folder.resolve("victoria-metrics"),
                            "-httpListenAddr=127.0.0.1:" + port,
                            "-retentionPeriod=1d");
                });
    }

    /** Posts a packed request of remote write 1.0; the status. */
    int post(byte[] packed) throws IOException {
        HttpURLConnection connection = connection("/api/v1/write");
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-protobuf");
        connection.setRequestProperty("Content-Encoding", "snappy");
        connection.setRequestProperty("X-Prometheus-Remote-Write-Version", "0.1.0");
        connection.setFixedLengthStreamingMode(packed.length);
        try (var body = connection.getOutputStream()) {
            body.write(packed);
        }
        int status = connection.getResponseCode();
        if (status >= 300) {
            try (var error = connection.getErrorStream()) {
                throw new IOException(name + " answered " + status + ' '
                        + (error == null ? "" : new String(error.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        connection.getInputStream().close();
        return status;
    }

    /** Time that the process has spent computing, in user and system mode. */
    double cpuSeconds() {
        return seconds(text(Path.of("/proc", "" + process.pid(), "stat")));
    }

    /** The part of it that the compilers of a JVM have taken; 0 for what is none. */
    double compilerSeconds() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", "" + process.pid(), "task"))) {
            return threads.flatMap(thread -> stat(thread.resolve("stat")).stream())
                    .filter(stat -> COMPILER.matcher(stat).find())
                    .mapToDouble(Server::seconds)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for a thread that has just ended. */
    private static Optional<String> stat(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** After the name in brackets, which may hold blanks, the 12th and 13th field, in hundredths. */
    private static double seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Resident memory in bytes. */
    long resident() {
        Matcher line =
                Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(text(Path.of("/proc", "" + process.pid(), "status")));
        return line.find() ? 1024 * Long.parseLong(line.group(1)) : 0;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private HttpURLConnection connection(String path) throws IOException {
        URL to = url.resolve(path).toURL();
        HttpURLConnection connection = (HttpURLConnection) to.openConnection();
        if (!token.isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static Server started(String name, Path log, int port, String ready, String... command) {
        Process process = start(new ProcessBuilder(command), log);
        Server server = new Server(name, process, URI.create("http://127.0.0.1:" + port), "");
        within(process, log, () -> {
            try {
                return server.connection(ready).getResponseCode() == 200 ? Optional.of("") : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
        return server;
    }

    private static Process start(ProcessBuilder builder, Path log) {
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String within(Process process, Path log, java.util.function.Supplier<Optional<String>> answer) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Optional<String> found = answer.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroy();
                throw new IllegalStateException("it did not start, see " + log);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                process.destroy();
                throw new IllegalStateException(e);
            }
        }
    }

    private static Optional<String> found(Path file, String pattern) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher matcher = Pattern.compile(pattern).matcher(text(file));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String version(Path program, String pattern) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            Matcher matcher = Pattern.compile(pattern)
                    .matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return matcher.find() ? matcher.group(1).replaceAll("\\+.*", "") : "of unknown version";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
