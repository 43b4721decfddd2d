package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Sluice server of the demo: a child with a data folder of its own, started again when it dies unasked.
 *
 * <p>The command line's context file is the server's while it runs; what was in it before comes back at the end.
 */
final class DemoServer {

    /** Enough for a small fleet, in MiB. */
    static final int HEAP = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Path dir;
    private final List<String> command;
    private final Path contextFile;
    private final Optional<String> contextBefore;
    private final SluiceApi api;
    private final int heap;
    private LabProcess process;

    private DemoServer(Path dir, List<String> command, int heap, Path contextFile, SluiceApi api) {
        this.dir = dir;
        this.command = command;
        this.heap = heap;
        this.contextFile = contextFile;
        this.contextBefore = read(contextFile);
        this.api = api;
        this.process = run();
    }

    /**
     * Starts it and returns at once.
     *
     * @param serve what runs {@code sluice serve}, without options
     * @param settings of the server
     */
    static DemoServer start(Path dir, List<String> serve, int port, Map<String, String> settings, Path contextFile) {
        return start(dir, serve, port, settings, HEAP, contextFile);
    }

    /** @param heap that it may take, in MiB */
    static DemoServer start(
            Path dir, List<String> serve, int port, Map<String, String> settings, int heap, Path contextFile) {
        Path config = dir.resolve("sluice.properties");
        write(config, "The demo's server.", settings);
        List<String> command = new ArrayList<>(serve);
        command.addAll(List.of(
                "--port",
                "" + port,
                "--config",
                config.toString(),
                "--data",
                dir.resolve("data").toString()));
        return new DemoServer(
                dir,
                command,
                heap,
                contextFile,
                new SluiceApi("http://" + LabPorts.LOOPBACK + ":" + port, contextFile));
    }

    private LabProcess run() {
        Map<String, String> environment = new TreeMap<>();
        // A launcher that finds newer sources must not build under a running demo.
        environment.put("SLUICE_NO_BUILD", "1");
        environment.put("SLUICE_CONTEXT", contextFile.toString());
        if (System.getenv("SLUICE_JAVA_OPTS") == null) {
            environment.put("SLUICE_JAVA_OPTS", "-Xmx" + heap + "m");
        }
        return LabProcess.start(dir, new LabCommand("sluice", command, environment));
    }

    SluiceApi api() {
        return api;
    }

    synchronized LabProcess process() {
        return process;
    }

    void awaitReady() {
        process().awaitReady(PATIENCE, api::ready);
    }

    /** Starts it again when it has died; answers its exit code then. */
    synchronized Optional<Integer> restartIfDead() {
        Optional<Integer> exit = process.exit();
        if (exit.isPresent()) {
            process = run();
        }
        return exit;
    }

    /** Puts the context file back, unless another server has written it meanwhile. */
    void restoreContext() {
        try {
            if (read(contextFile).filter(text -> text.contains(api.url())).isEmpty()) {
                return;
            }
            if (contextBefore.isEmpty()) {
                Files.deleteIfExists(contextFile);
                return;
            }
            Path next = Files.createTempFile(contextFile.toAbsolutePath().resolveSibling("."), "context", ".old");
            Files.writeString(next, contextBefore.get());
            Files.move(next, contextFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabException("The file " + contextFile + " cannot be put back: " + e.getMessage() + ".", e);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** A properties file, sorted. */
    static void write(Path file, String comment, Map<String, String> values) {
        StringBuilder text = new StringBuilder("# ")
                .append(comment)
                .append(" Written by the demo at ")
                .append(Instant.now())
                .append(".\n");
        new TreeMap<>(values).forEach((key, value) -> text.append(key)
                .append('=')
                .append(value.replace("\\", "\\\\"))
                .append('\n'));
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LabException("The demo cannot write " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
