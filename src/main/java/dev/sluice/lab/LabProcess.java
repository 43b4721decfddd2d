package dev.sluice.lab;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One process of a lab, with a log {@code log/<name>.log} and a pid file {@code run/<name>.pid} in the lab's folder.
 *
 * <p>It runs in a session of its own where the system can do that, so a Ctrl-C in the terminal reaches only its starter,
 * who stops things in order.
 */
public final class LabProcess implements AutoCloseable {

    /** Marks every process of a lab, children included; {@link LabSweep} finds those that lost their parent by it. */
    static final String MARK = "SLUICE_LAB";

    private static final Set<String> KEPT =
            Set.of(MARK, "SLUICE_CACHE", "SLUICE_CONTEXT", "SLUICE_MAVEN_ARGS", "SLUICE_JAVA_OPTS", "SLUICE_AOT");

    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final boolean SETSID =
            Stream.of("/usr/bin/setsid", "/bin/setsid").anyMatch(path -> Files.isExecutable(Path.of(path)));

    private final String name;
    private final Process process;
    private final Path log;
    private final Path pidFile;

    private LabProcess(String name, Process process, Path log, Path pidFile) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.pidFile = pidFile;
    }

    /** Starts {@code command}; output goes to its log, which begins anew. */
    public static LabProcess start(Path dir, LabCommand command) {
        Path log = dir.resolve("log").resolve(command.name() + ".log");
        Path pidFile = dir.resolve("run").resolve(command.name() + ".pid");
        List<String> argv = new ArrayList<>();
        if (SETSID) {
            // Replaces itself by the program, so the pid stays the child's.
            argv.add("setsid");
        }
        argv.addAll(command.argv());
        ProcessBuilder builder =
                new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(command.environment());
        environment.put(MARK, dir.toAbsolutePath().normalize().toString());
        environment
                .keySet()
                .removeIf(key -> foreign(key) && !command.environment().containsKey(key));
        try {
            Files.createDirectories(log.getParent() == null ? dir : log.getParent());
            Files.createDirectories(dir.resolve("run"));
            Files.createDirectories(dir.resolve("tmp"));
            Process process = builder.start();
            Files.writeString(pidFile, LabSweep.identity(process.toHandle()));
            return new LabProcess(command.name(), process, log, pidFile);
        } catch (IOException e) {
            throw new LabException(command.name() + " could not be started in " + dir + ": " + e.getMessage() + ".", e);
        }
    }

    /** What configures the user's own server, or JVM options meant for the starter, would reach every process of the lab. */
    private static boolean foreign(String variable) {
        return variable.equals("JAVA_TOOL_OPTIONS")
                || variable.startsWith("QUARKUS_")
                || (variable.startsWith("SLUICE_") && !KEPT.contains(variable));
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Empty while it runs. */
    public Optional<Integer> exit() {
        return alive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    public Path log() {
        return log;
    }

    /** What it has written so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    /** A line for its standard input; lost when it no longer reads. */
    public void tell(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            // It ended; whoever cares sees that by alive().
            return;
        }
    }

    /** What a shell sees of it: resident memory of it and its children in bytes; 0 where the system does not tell. */
    public long memory() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(LabProcess::resident)
                .sum();
    }

    static long resident(ProcessHandle handle) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + handle.pid() + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException | RuntimeException goneOrNotLinux) {
            return 0;
        }
    }

    /**
     * Waits until {@code ready}, which is asked about five times a second and may fail by exception while not.
     *
     * @throws LabException when it ends before, or is not ready in time
     */
    public void awaitReady(Duration patience, BooleanSupplier ready) {
        Instant giveUp = Instant.now().plus(patience);
        while (!Pauses.holds(ready)) {
            if (!alive()) {
                throw new LabException(name + " ended with exit code " + process.exitValue() + " while starting; see "
                        + log + lastLine() + ".");
            }
            if (Instant.now().isAfter(giveUp)) {
                throw new LabException(
                        name + " was not ready within " + patience.toSeconds() + " s; see " + log + lastLine() + ".");
            }
            Pauses.pause(Duration.ofMillis(200));
        }
    }

    private String lastLine() {
        List<String> lines = output().lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : " (last line: " + lines.getLast().strip() + ")";
    }

    /** Waits for its end; false when it still runs after {@code patience}. */
    public boolean awaitEnd(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it at once, without a chance to tidy up; its children live on. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        stop(List.of(this), GRACE);
    }

    /**
     * Asks all to end (SIGTERM), waits at most {@code grace} for them together, then kills what is left with all its
     * children.
     */
    public static void stop(Collection<LabProcess> processes, Duration grace) {
        List<ProcessHandle> tree = new ArrayList<>();
        for (LabProcess one : processes) {
            one.process.descendants().forEach(tree::add);
            tree.add(one.process.toHandle());
        }
        processes.forEach(one -> one.process.destroy());
        Instant giveUp = Instant.now().plus(grace);
        while (processes.stream().anyMatch(LabProcess::alive) && Instant.now().isBefore(giveUp)) {
            Pauses.pause(Duration.ofMillis(50));
        }
        LabSweep.end(tree);
        for (LabProcess one : processes) {
            // Gone from the system is not yet reaped: until then it still counts as alive here.
            one.awaitEnd(GRACE);
            new File(one.pidFile.toString()).delete();
        }
    }
}
