package dev.sluice.agent.node;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The real processes.
 *
 * <p>Liveness is read from {@code /proc} where there is one: {@link ProcessHandle#isAlive} takes a zombie for alive, and
 * its start instant moves when the clock is set. Elsewhere the handle has to do.
 */
final class OsProcesses implements Processes {

    /** In the environment of every worker and of all that it starts. */
    static final String TAG_VARIABLE = "SLUICE_ROLE";

    private static final Pattern COLON = Pattern.compile(":");
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final ProcFolder proc;
    private final Optional<String> bootId;

    OsProcesses(ProcFolder proc) {
        this.proc = proc;
        this.bootId = proc.text("sys/kernel/random/boot_id").map(String::strip);
    }

    @Override
    public Child start(Launch launch) throws IOException {
        if (!Files.isDirectory(launch.directory())) {
            throw new IOException("its directory " + launch.directory() + " does not exist");
        }
        List<String> command = new ArrayList<>();
        // Its own session: Ctrl-C at the agent's terminal must not reach the worker.
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(program(launch));
        command.addAll(launch.words().subList(1, launch.words().size()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(launch.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                // A file and not a pipe to this JVM: the worker must live on when the agent does not.
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(launch.environment());
        builder.environment().put(TAG_VARIABLE, launch.tag());
        Process process = builder.start();
        return new OsChild(process.pid(), birth(process.pid()).orElse("gone"), process);
    }

    /** Where its program is: the JDK would look along the agent's own PATH, whatever the file gives. */
    private static String program(Launch launch) throws IOException {
        String name = launch.words().getFirst();
        if (name.indexOf('/') >= 0) {
            if (!Files.isExecutable(launch.directory().resolve(name))) {
                throw new IOException("there is no program " + name + " that this user may run");
            }
            return name;
        }
        String path = launch.environment()
                .getOrDefault("PATH", Optional.ofNullable(System.getenv("PATH")).orElse(""));
        return COLON.splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new IOException("there is no program " + name + " in " + path));
    }

    @Override
    public Optional<Child> find(long pid, String birth) {
        Child child = new OsChild(pid, birth, null);
        return child.alive() ? Optional.of(child) : Optional.empty();
    }

    @Override
    public List<Child> tagged(String tag) {
        String entry = TAG_VARIABLE + "=" + tag;
        long self = ProcessHandle.current().pid();
        List<Child> found = new ArrayList<>();
        for (ProcStat stat : proc.processes()) {
            if (stat.alive() && stat.pid() != self && carries(stat.pid(), entry)) {
                found.add(new OsChild(stat.pid(), birth(stat), null));
            }
        }
        return found;
    }

    private boolean carries(long pid, String entry) {
        String environment = "\0" + proc.text(pid + "/environ").orElse("") + "\0";
        return environment.contains("\0" + entry + "\0");
    }

    private String birth(ProcStat stat) {
        return bootId.orElse("") + "/" + stat.startTicks();
    }

    /** Empty when there is no such process, or only a zombie of it. */
    private Optional<String> birth(long pid) {
        if (proc.exists()) {
            return proc.process(pid).filter(ProcStat::alive).map(this::birth);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> Long.toString(start.toEpochMilli()));
    }

    private final class OsChild implements Child {

        private final long pid;
        private final String birth;
        private final @Nullable Process own;

        OsChild(long pid, String birth, @Nullable Process own) {
            this.pid = pid;
            this.birth = birth;
            this.own = own;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public String birth() {
            return birth;
        }

        @Override
        public boolean alive() {
            return own == null
                    ? OsProcesses.this.birth(pid).filter(birth::equals).isPresent()
                    : own.isAlive();
        }

        @Override
        public OptionalInt exitCode() {
            return own == null || own.isAlive() ? OptionalInt.empty() : OptionalInt.of(own.exitValue());
        }

        @Override
        public List<Child> descendants() {
            if (!proc.exists()) {
                return ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .flatMap(handle -> find(
                                handle.pid(),
                                OsProcesses.this.birth(handle.pid()).orElse(""))
                                .stream())
                        .toList();
            }
            List<Child> found = new ArrayList<>();
            for (ProcStat stat : ProcessTree.below(pid, proc.processes())) {
                if (stat.alive()) {
                    found.add(new OsChild(stat.pid(), OsProcesses.this.birth(stat), null));
                }
            }
            return found;
        }

        @Override
        public void signal(String name) {
            if (!alive()) {
                return;
            }
            // A false answer means that it has gone meanwhile, which the next look will show.
            switch (name) {
                case "TERM" -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
                case "KILL" -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                default -> sendByShell(name);
            }
        }

        /** The JDK knows two signals only; every POSIX shell has the rest built in. */
        private void sendByShell(String name) {
            try {
                new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("signal " + name + " cannot be sent to pid " + pid, e);
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OsChild child && child.pid == pid && child.birth.equals(birth);
        }

        @Override
        public int hashCode() {
            return Objects.hash(pid, birth);
        }

        @Override
        public String toString() {
            return "pid " + pid;
        }
    }
}
