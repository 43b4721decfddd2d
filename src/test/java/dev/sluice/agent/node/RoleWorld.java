package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.node.Worker.Aim;
import dev.sluice.agent.node.Worker.Condition;
import dev.sluice.agent.node.Worker.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One role of a real file, its worker made as the agent makes it, and real commands of this machine. */
final class RoleWorld {

    final Path folder;
    final OsProcesses processes = new OsProcesses(ProcFolder.HOST);

    RoleWorld(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("state/work"));
        Files.createDirectories(folder.resolve("bin"));
    }

    /** A shell script on the PATH of {@link #worker}. */
    RoleWorld script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** The worker of a role {@code w} with these keys, as a new agent would have it. */
    Worker worker(String keys) throws IOException {
        StringBuilder text =
                new StringBuilder("node=node-1\nserver=http://127.0.0.1\nstate=state\nrole.w.member=m-1\n");
        keys.lines().forEach(line -> text.append("role.w.").append(line).append('\n'));
        text.append("role.w.env.PATH=").append(folder.resolve("bin")).append(":/usr/bin:/bin\n");
        text.append("role.w.env.HERE=").append(folder).append('\n');
        AgentFile file = AgentFile.read(Files.writeString(folder.resolve("agent.properties"), text));
        return Objects.requireNonNull(
                Workers.of(file, processes, System::nanoTime).get("w"));
    }

    List<String> lines(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** Steps until the state is reached, and says what was said then. */
    static Condition until(Worker worker, Aim aim, long epoch, State state) {
        Condition[] last = new Condition[1];
        eventually(() -> {
            last[0] = worker.step(aim, epoch);
            return last[0].state() == state;
        });
        return last[0];
    }

    static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("60 s are over").isLessThan(end);
            LockSupport.parkNanos(20_000_000L);
        }
    }

    /** Ends whatever is left of the role's commands. */
    void close() {
        String tag = new RoleFolder(folder.resolve("state")).tag("w");
        for (String kind : List.of("", "/command", "/prepare")) {
            processes.tagged(tag + kind).forEach(child -> child.signal("KILL"));
        }
    }
}
