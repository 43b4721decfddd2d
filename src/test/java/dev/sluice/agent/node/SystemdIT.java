package dev.sluice.agent.node;

import static dev.sluice.agent.node.RoleWorld.eventually;
import static dev.sluice.agent.node.RoleWorld.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.agent.node.Worker.Aim;
import dev.sluice.agent.node.Worker.State;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role of type systemd with a real systemd, in namespaces of its own. */
@Tag("lab")
class SystemdIT {

    private static final String KEYS = "type=systemd\nunits=worker.service\ncheck-every=100ms\n";

    private final RoleWorld world;
    private @Nullable Process systemd;

    SystemdIT(@TempDir Path folder) throws IOException {
        this.world = new RoleWorld(folder);
    }

    @BeforeEach
    void boot() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/lib/systemd/systemd")),
                "needs root and systemd");
        Path units = Files.createDirectories(world.folder.resolve("units"));
        unit("default.target", "[Unit]\nDescription=Nothing but what a test starts\n");
        unit("worker.service", """
                [Unit]
                DefaultDependencies=no
                [Service]
                ExecStart=/bin/sh -c 'sleep 600 & exec sleep 600'
                Restart=always
                RestartSec=100ms
                [Install]
                WantedBy=default.target
                """);
        systemd = new ProcessBuilder("deploy/lab/systemd.sh", units.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(world.folder.toFile(), "systemd.log"))
                .start();
        Process booted = systemd;
        world.script(
                "systemctl",
                "exec nsenter --target $(cat $HERE/pid1) --mount --pid --cgroup -- /usr/bin/systemctl \"$@\"");
        eventually(() -> init(booted).isPresent());
        world.write("pid1", Long.toString(init(booted).orElseThrow().pid()));
        eventually(() -> systemctl("is-system-running").equals("running"));
    }

    /** The child that has become systemd; before, there are children of the script that soon end. */
    private static Optional<ProcessHandle> init(Process booted) {
        return booted.children()
                .filter(c ->
                        c.info().command().filter(n -> n.endsWith("/systemd")).isPresent())
                .findFirst();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        world.close();
        if (systemd != null) {
            systemd.descendants().forEach(ProcessHandle::destroyForcibly);
            systemd.destroyForcibly().waitFor();
        }
    }

    @Test
    void startsStopsAndProvesBoth() throws IOException {
        // Given
        Worker worker = world.worker(KEYS);
        assertThat(until(worker, Aim.STOP, 1, State.STOPPED).proof()).isEqualTo("worker.service is inactive (dead)");

        // When // Then
        assertThat(until(worker, Aim.RUN, 2, State.RUNNING).proof())
                .startsWith("worker.service is active (running), pid ");
        assertThat(systemctl("is-enabled", "worker.service")).isEqualTo("disabled");

        // When // Then: the next agent takes it as it is, and what systemd restarts by itself is still this worker
        String pid = systemctl("show", "--property=MainPID", "worker.service");
        Worker next = world.worker(KEYS);
        until(next, Aim.RUN, 2, State.RUNNING);
        assertThat(systemctl("show", "--property=MainPID", "worker.service")).isEqualTo(pid);
        systemctl("kill", "--signal=KILL", "worker.service");
        eventually(
                () -> !systemctl("show", "--property=MainPID", "worker.service").equals(pid));
        until(next, Aim.RUN, 2, State.RUNNING);
        assertThat(until(next, Aim.STOP, 3, State.STOPPED).proof()).startsWith("worker.service is inactive (dead)");
    }

    @Test
    void aUnitThatIsEnabledOrNotThereIsNotStarted() throws IOException {
        // Given
        systemctl("enable", "worker.service");

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.RUN, 1, State.FAILED).proof())
                .contains("worker.service is enabled", "run: systemctl disable worker.service");
        assertThat(systemctl("is-active", "worker.service")).isEqualTo("inactive");
        assertThat(until(world.worker(KEYS.replace("worker.", "nova.")), Aim.RUN, 1, State.FAILED)
                        .proof())
                .startsWith("unit nova.service is not-found");
    }

    @Test
    void whatAUnitLeavesBehindIsNotStopped() throws IOException {
        // Given: only its main process is ended, so the other one stays in the control group
        unit("worker.service", """
                [Unit]
                DefaultDependencies=no
                [Service]
                ExecStart=/bin/sh -c 'sleep 600 & exec sleep 600'
                KillMode=process
                """);
        systemctl("daemon-reload");
        Worker worker = world.worker(KEYS + "stop-timeout=1s\n");
        until(worker, Aim.RUN, 1, State.RUNNING);

        // When // Then
        assertThat(until(worker, Aim.STOP, 2, State.FAILED).proof())
                .contains("worker.service is inactive (dead)", "tasks left");
        systemctl("kill", "--kill-whom=all", "--signal=KILL", "worker.service");
        until(worker, Aim.STOP, 2, State.STOPPED);
    }

    private void unit(String name, String text) throws IOException {
        Files.writeString(world.folder.resolve("units").resolve(name), text);
    }

    private String systemctl(String... words) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(world.folder.resolve("bin/systemctl").toString()).redirectErrorStream(true);
            builder.command().addAll(List.of(words));
            builder.environment().put("HERE", world.folder.toString());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return said;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
