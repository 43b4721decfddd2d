package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real OpenStack control plane on this machine, by {@code deploy/lab/openstack}, and its hosts: real nova-compute processes
 * with Nova's own fake hypervisor.
 *
 * <p>{@snippet :
 * try (LabOpenStack cloud = LabOpenStack.start(dir, LabOpenStack.Size.DEFAULT, 6)) {
 *     cloud.nova().create("s2", 4);
 *     cloud.crash("node-3");
 *     cloud.nova().servers().forEach(server -> System.out.println(server.host()));
 * }
 * }
 *
 * <p>Hosts are {@code node-1}, {@code node-2}, …; each is {@link Size} large. Closing stops every process and removes the
 * cloud; its log files stay in {@code openstack-log}.
 */
public final class LabOpenStack implements AutoCloseable {

    /** The first start fetches packages and migrates six schemas. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path dir;
    private final Path scripts;
    private final Size size;

    private LabOpenStack(Path dir, Path scripts, Size size) {
        this.dir = dir;
        this.scripts = scripts;
        this.size = size;
    }

    /** What each host has for servers. */
    public record Size(int vcpus, int memoryMib, int diskGib) {

        /** A server of the flavor {@code whole} fills it. */
        public static final Size DEFAULT = new Size(10, 8192, 100);

        @Override
        public String toString() {
            return vcpus + " " + memoryMib + " " + diskGib;
        }
    }

    /** Starts the control plane and so many hosts below {@code dir}, and waits until the scheduler can use them all. */
    public static LabOpenStack start(Path dir, Size size, int hosts) {
        return start(dir, size, hosts, step -> {});
    }

    /**
     * Starts the control plane and so many hosts.
     *
     * @param told each step, in words, once it is done
     */
    static LabOpenStack start(Path dir, Size size, int hosts, Consumer<String> told) {
        LabOpenStack cloud = new LabOpenStack(dir.toAbsolutePath().normalize(), scripts(), size);
        try {
            cloud.up(hosts, told);
            return cloud;
        } catch (RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    private static Path scripts() {
        Path scripts = Path.of(System.getProperty("sluice.home", ""))
                .toAbsolutePath()
                .resolve("deploy")
                .resolve("lab")
                .resolve("openstack");
        if (!Files.isExecutable(scripts.resolve("up"))) {
            throw new LabException("The OpenStack lab is part of Sluice's sources and " + scripts
                    + " has none; start it from a checkout.");
        }
        return scripts;
    }

    /** Starts what does not run of the control plane and of the first {@code hosts} hosts. */
    private void up(int hosts, Consumer<String> told) {
        LabProcess up = LabProcess.start(dir, command("openstack-up", "up", "" + hosts));
        try {
            int lines = 0;
            boolean ended = false;
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (!ended) {
                ended = up.awaitEnd(Duration.ofMillis(300));
                List<String> said = up.output().lines().toList();
                said.subList(lines, said.size()).forEach(told);
                lines = said.size();
                if (Thread.currentThread().isInterrupted()) {
                    throw new LabException("The lab was interrupted.");
                }
                if (!ended && System.nanoTime() > giveUp) {
                    throw new LabException(
                            "OpenStack was not up within " + PATIENCE.toMinutes() + " minutes; see " + up.log() + ".");
                }
            }
            if (up.exit().orElseThrow() != 0) {
                throw new LabException(lastLine(up, "OpenStack could not be started"));
            }
        } finally {
            up.close();
        }
    }

    /** Starts a host that is not there, or was stopped; returns when its process runs, before Nova knows. */
    public void startHost(String name) {
        host("start", name);
    }

    /** Asks a host's process to end and waits for that. */
    public void stopHost(String name) {
        host("stop", name);
    }

    /** Ends a host without warning, as a power cut does. */
    public void crash(String name) {
        host("crash", name);
    }

    /**
     * Ends one process of the control plane without warning, and starts it again.
     *
     * @param process its name as in the folder {@code run}, such as {@code nova-api}
     */
    public void restart(String process) {
        try {
            String pid = Files.readString(folder().resolve("run").resolve(process + ".pid"))
                    .split(" ", 2)[0];
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(parent -> Stream.concat(Stream.of(parent), parent.descendants())
                            .toList()
                            .forEach(ProcessHandle::destroyForcibly));
        } catch (IOException | NumberFormatException gone) {
            throw new LabException("The cloud in " + folder() + " has no process " + process + ".", gone);
        }
        up(0, step -> {});
    }

    private void host(String verb, String name) {
        List<String> arguments = new ArrayList<>(List.of(verb, name));
        if (verb.equals("start")) {
            arguments.addAll(sizes());
        }
        run(command("openstack-host-" + name, "host", arguments.toArray(String[]::new)), LIMIT);
    }

    /** Whether a host's process runs. */
    public boolean runs(String name) {
        LabProcess asked = LabProcess.start(dir, command("openstack-host-" + name, "host", "status", name));
        try {
            return asked.awaitEnd(LIMIT) && asked.exit().orElseThrow() == 0;
        } finally {
            asked.close();
        }
    }

    /** How a node serves as this host: a process that runs as long as nova-compute does, and ends it when it is told to. */
    public LabCommand worker(String name) {
        List<String> arguments = new ArrayList<>(List.of("run", name));
        arguments.addAll(sizes());
        return command("nova-compute-" + name, "host", arguments.toArray(String[]::new));
    }

    private List<String> sizes() {
        return Arrays.asList(size.toString().split(" "));
    }

    /** Names of the first {@code count} hosts. */
    public static List<String> names(int count) {
        return Stream.iterate(1, n -> n + 1).limit(count).map(n -> "node-" + n).toList();
    }

    /** The operator's own way into the cloud, past Sluice. */
    public LabNova nova() {
        return new LabNova(description());
    }

    /** Where the cloud is, and where its password. */
    public Description description() {
        return Description.read(folder().resolve("cloud.json"));
    }

    /** What each host has. */
    Size size() {
        return size;
    }

    /** The cloud's own folder. */
    public Path folder() {
        return dir.resolve("openstack");
    }

    /** Proportional memory of all of the cloud's processes, in bytes; 0 where the system does not tell. */
    public long memory() {
        try (Stream<Path> files = Files.list(folder().resolve("run"))) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .flatMap(LabOpenStack::process)
                    // Hosts are children of the farm and have files of their own.
                    .flatMap(process -> Stream.concat(Stream.of(process), process.children()))
                    .distinct()
                    .mapToLong(LabProcess::resident)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static Stream<ProcessHandle> process(Path pidFile) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).split(" ", 2)[0])).stream();
        } catch (IOException | NumberFormatException gone) {
            return Stream.empty();
        }
    }

    @Override
    public void close() {
        if (Files.isDirectory(folder())) {
            keepLog();
            run(command("openstack-down", "down", "--wipe"), LIMIT);
        }
    }

    private void keepLog() {
        Path kept = dir.resolve("openstack-log");
        try {
            LabStore.clear(kept);
            Files.move(folder().resolve("log"), kept);
        } catch (IOException notThatFar) {
            return;
        }
    }

    private void run(LabCommand command, Duration limit) {
        LabProcess process = LabProcess.start(dir, command);
        try {
            if (!process.awaitEnd(limit)) {
                throw new LabException(String.join(" ", command.argv()) + " did not end within " + limit.toSeconds()
                        + " s; see " + process.log() + ".");
            }
            if (process.exit().orElseThrow() != 0) {
                throw new LabException(lastLine(process, String.join(" ", command.argv()) + " failed"));
            }
        } finally {
            process.close();
        }
    }

    private LabCommand command(String name, String script, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(scripts.resolve(script).toString()));
        argv.addAll(List.of(arguments));
        return new LabCommand(
                name,
                argv,
                Map.of("SLUICE_OPENSTACK_DIR", folder().toString(), "SLUICE_OPENSTACK_HOST_SIZE", size.toString()));
    }

    /** The scripts' own sentence, which comes last. */
    private static String lastLine(LabProcess process, String otherwise) {
        return process.output()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((before, after) -> after)
                .orElse(otherwise + "; see " + process.log() + ".");
    }

    /**
     * How to reach the cloud, as its {@code cloud.json} says.
     *
     * @param authUrl keystone, with its version
     * @param passwordFile the password of {@code user}; readable by its owner only
     * @param compute nova, with its version
     * @param image glance, without one
     */
    public record Description(
            String authUrl,
            String region,
            String user,
            String project,
            Path passwordFile,
            String compute,
            String placement,
            String image) {

        static Description read(Path file) {
            try {
                var json = LabHttp.JSON.readTree(Files.readString(file));
                return new Description(
                        json.path("authUrl").asText(),
                        json.path("region").asText(),
                        json.path("user").asText(),
                        json.path("project").asText(),
                        Path.of(json.path("passwordFile").asText()),
                        json.path("compute").asText(),
                        json.path("placement").asText(),
                        json.path("image").asText());
            } catch (IOException e) {
                throw new LabException("The cloud's description " + file + " cannot be read: " + e.getMessage(), e);
            }
        }

        String password() {
            try {
                return Files.readString(passwordFile).strip();
            } catch (IOException e) {
                throw new LabException(
                        "The cloud's password " + passwordFile + " cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
