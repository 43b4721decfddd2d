package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real agent in a JVM of its own, with the flags of its documentation. Closing it ends it and all its workers. */
final class AgentProcess implements AutoCloseable {

    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms4m",
            "-Xmn2m",
            "-Xmx24m",
            "-Xss256k",
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr");

    private final Path folder;
    private final Map<String, String> keys = new TreeMap<>();
    private List<String> program = List.of("-cp", "target/classes", "dev.sluice.agent.node.AgentMain");
    private @Nullable Process process;

    /** @param folder for its file, its state and its log */
    AgentProcess(Path folder, String node, String server) {
        this.folder = folder;
        set("node", node);
        set("server", server);
        set("state", folder.resolve("state").toString());
        set("token-file", tokenFile().toString());
        set("on-exit", "stop");
        set("retry.longest", "1s");
        set("retry.refused", "1s");
        set("metrics.every", "1s");
        for (String framework : List.of("spark", "yarn")) {
            set("role." + framework + ".member", "127.0.2.1");
            set("role." + framework + ".start", "sleep 600");
            set("role." + framework + ".stop-timeout", "5s");
        }
    }

    AgentProcess set(String key, String value) {
        keys.put(key, value);
        return this;
    }

    Path tokenFile() {
        return folder.resolve("token");
    }

    Path state() {
        return folder.resolve("state");
    }

    AgentProcess start() throws IOException {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Path file = Files.writeString(folder.resolve("agent.properties"), text);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(program);
        command.addAll(List.of("--config", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        process = builder.start();
        return this;
    }

    /** From a jar of its classes and nothing else, with the archive of loaded classes that its first exit writes. */
    AgentProcess fromJar() {
        Path jar = folder.resolve("sluice-agent.jar");
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--file",
                        jar.toString(),
                        "--main-class",
                        "dev.sluice.agent.node.AgentMain",
                        "-C",
                        "target/classes",
                        "dev/sluice/agent/node");
        assertThat(code).isZero();
        program = List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve("agent.jsa"),
                "-jar",
                jar.toString());
        return this;
    }

    private Path log() {
        return folder.resolve("agent.log");
    }

    String said() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    void waitUntilItSays(String text) {
        eventually("agent says '" + text + "'", () -> {
            try {
                return said().contains(text);
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** As the kernel would when memory runs out. */
    void kill() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    int terminate() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        running.destroy();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return running.exitValue();
    }

    /** What the kernel says it holds in memory. */
    long residentKilobytes() {
        Path status = Path.of("/proc/" + Objects.requireNonNull(process).pid() + "/status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The pids of what carries the tag of one of its roles. */
    List<Long> workers(String framework) {
        String tag = "SLUICE_ROLE=" + state().toAbsolutePath() + "#" + framework;
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(handle -> carries(handle.pid(), tag))
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    private static boolean carries(long pid, String tag) {
        try {
            String environment =
                    new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains("\0" + tag + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            kill();
        }
        for (String framework : List.of("spark", "yarn")) {
            workers(framework).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
    }

    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 90 s until " + what).isLessThan(end);
            LockSupport.parkNanos(50_000_000L);
        }
    }
}
