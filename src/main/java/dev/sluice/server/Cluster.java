package dev.sluice.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL cluster on disk and the programs that make, start, find and stop it. Knows nothing of the life of this
 * process; {@link EmbeddedPostgres} does.
 *
 * <p>PostgreSQL refuses to run as root. There its programs run in a user namespace of their own ({@code unshare -U}),
 * where the same user has no number and no rights beyond owning its files.
 */
final class Cluster {

    static final String USER = "sluice";
    static final String DATABASE = "sluice";

    private final Path folder;
    private final Path home;
    private final Path data;
    private final Path passwordFile;
    private final boolean root;

    private Cluster(Path folder, Path home) throws IOException {
        this.folder = folder;
        this.home = home;
        this.data = folder.resolve("data");
        this.passwordFile = folder.resolve("password");
        this.root = isRoot(folder);
    }

    /** Finds the cluster in {@code folder}, or makes it. */
    static Cluster openOrCreate(Path folder) throws IOException {
        DataFolder.makePrivate(folder);
        Cluster cluster = new Cluster(folder, PostgresBinaries.unpackInto(folder));
        if (Files.isDirectory(cluster.data)) {
            cluster.checkVersion();
        } else {
            cluster.create();
        }
        return cluster;
    }

    String password() throws IOException {
        return Files.readString(passwordFile).strip();
    }

    /** The live server of this cluster as its own files tell it, whoever started it. */
    Optional<Live> live() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() < 8) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.get(0).strip());
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        boolean ours = process.flatMap(handle -> handle.info().command())
                .map(command -> command.contains("postgres"))
                .orElse(process.isPresent());
        if (!ours) {
            return Optional.empty();
        }
        return Optional.of(new Live(
                pid,
                Integer.parseInt(lines.get(3).strip()),
                lines.get(7).strip().equals("ready")));
    }

    /** Starts the server on 127.0.0.1:{@code port} and waits until it takes connections. */
    void start(int port) throws IOException {
        if (live().isEmpty()) {
            // Left by a machine that went down: the number in it may belong to anybody by now.
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
        Files.writeString(data.resolve("sluice.conf"), """
                # Written by Sluice at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                max_connections = 50
                shared_buffers = 64MB
                max_wal_size = 256MB
                log_min_messages = warning
                logging_collector = on
                log_directory = '../log'
                log_filename = 'postgres-%%a.log'
                log_rotation_age = 1d
                log_rotation_size = 0
                log_truncate_on_rotation = on
                """.formatted(port));
        Path startLog = folder.resolve("start.log");
        Files.deleteIfExists(startLog);
        // pg_ctl, not postgres: it leaves our process group, so that Ctrl-C does not reach the database before us.
        Result result = run(
                Duration.ofSeconds(90),
                "pg_ctl",
                "-D",
                data.toString(),
                "-l",
                startLog.toString(),
                "-w",
                "-t",
                "60",
                "start");
        if (result.exit != 0) {
            String log = Files.exists(startLog) ? Files.readString(startLog) : "";
            throw failure("start", result.output + "\n" + log);
        }
    }

    /** Stops the server at once but cleanly, whoever started it; one that is not running is fine. */
    void stop() throws IOException {
        Result result =
                run(Duration.ofSeconds(40), "pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "30", "stop");
        if (result.exit != 0 && live().isPresent()) {
            throw failure("stop", result.output);
        }
    }

    private void create() throws IOException {
        Path fresh = folder.resolve("data.new");
        PostgresBinaries.deleteTree(fresh);
        writePassword();
        Result result = run(
                Duration.ofSeconds(120),
                "initdb",
                "-D",
                fresh.toString(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + passwordFile,
                "-E",
                "UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums");
        if (result.exit != 0) {
            throw failure("create its files", result.output);
        }
        Files.writeString(
                fresh.resolve("postgresql.conf"), "\ninclude_if_exists = 'sluice.conf'\n", StandardOpenOption.APPEND);
        // Before the rename and without a server: a cluster that exists always has its database.
        Result made = runWithInput(
                Duration.ofSeconds(60),
                "create database " + DATABASE + ";\n",
                "postgres",
                "--single",
                "-D",
                fresh.toString(),
                "postgres");
        if (made.exit != 0) {
            throw failure("create its database", made.output);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile);
        if (DataFolder.onPosix(passwordFile)) {
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(passwordFile, Base64.getUrlEncoder().encodeToString(random) + "\n");
    }

    private void checkVersion() throws IOException {
        String made = Files.readString(data.resolve("PG_VERSION")).strip();
        Result version = run(Duration.ofSeconds(30), "postgres", "--version");
        if (version.exit == 0 && !version.output.contains(" " + made + ".")) {
            throw new StartFailure("The data folder " + data + " was made by PostgreSQL " + made
                    + " and this Sluice brings " + version.output.strip()
                    + "; export with the Sluice that made it, or choose another folder with --data.");
        }
        if (!Files.isReadable(passwordFile)) {
            throw new StartFailure("The data folder " + folder + " has lost its file \"password\", without which"
                    + " nobody gets into the database; restore that file, or choose another folder with --data.");
        }
    }

    private Result run(Duration limit, String program, String... arguments) throws IOException {
        return runWithInput(limit, "", program, arguments);
    }

    private Result runWithInput(Duration limit, String input, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.add("unshare");
            command.add("-U");
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        // To a file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
        Path output = Files.createTempFile(folder, program, ".out");
        Path stdin = Files.createTempFile(folder, program, ".in");
        try {
            Files.writeString(stdin, input);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(stdin.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_ALL", "C");
            builder.environment().put("TZ", "UTC");
            Process process = start(builder);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(-1, program + " did not end within " + limit.toSeconds() + " s");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", e);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(stdin);
        }
    }

    private Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            String name = builder.command().get(0);
            throw new StartFailure(
                    "The program " + name + " of PostgreSQL cannot be run (" + e.getMessage()
                            + "); choose a data folder that allows programs with --data, or set SLUICE_DB_URL to a"
                            + " PostgreSQL of your own.",
                    e);
        }
    }

    private StartFailure failure(String what, String output) {
        if (output.contains("unshare failed")) {
            return new StartFailure("PostgreSQL does not run as root and this container allows no user namespaces;"
                    + " start Sluice as an ordinary user, or set SLUICE_DB_URL to a PostgreSQL of your own.");
        }
        if (output.contains("No space left on device")) {
            return new StartFailure("The disk of the data folder " + folder
                    + " is full; free some space, or choose a folder on another disk with --data.");
        }
        if (output.contains("Permission denied")) {
            return new StartFailure("The data folder " + folder + " belongs to another user, or denies this one; start"
                    + " Sluice as the user who made it, or choose another folder with --data.");
        }
        String last = output.lines()
                .map(String::strip)
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("error:"))
                .findFirst()
                .orElseGet(() -> output.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .reduce((first, second) -> second)
                        .orElse("no word from it"));
        return new StartFailure("The embedded PostgreSQL could not " + what + " in " + folder + " (" + last + "); see "
                + folder.resolve("log") + ", or choose another folder with --data.");
    }

    private static boolean isRoot(Path folder) throws IOException {
        if (!DataFolder.onPosix(folder)) {
            return false;
        }
        // The owner of a file made just now is this process's user, whatever the environment says.
        Path probe = Files.createTempFile(folder, "user", ".probe");
        try {
            return Files.getAttribute(probe, "unix:uid") instanceof Integer uid && uid == 0;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** A running server: its process, its port on 127.0.0.1, and whether it takes connections. */
    record Live(long pid, int port, boolean ready) {}

    private record Result(int exit, String output) {}
}
