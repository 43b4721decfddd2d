package dev.sluice.agent.node;

import static dev.sluice.agent.node.RoleWorld.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.agent.node.Worker.Aim;
import dev.sluice.agent.node.Worker.State;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role of type systemd with a {@code systemctl} that a test has written; {@link SystemdIT} has a real one. */
class SystemdWorkerTest {

    private static final String KEYS = "type=systemd\nunits=slurmd.service munge.service\ncheck-every=50ms\n";

    private final RoleWorld world;

    SystemdWorkerTest(@TempDir Path folder) throws IOException {
        this.world = new RoleWorld(folder);
    }

    @BeforeEach
    void systemctl() throws IOException {
        assumeTrue(ProcFolder.HOST.exists(), "needs /proc");
        world.script("systemctl", """
                echo "$@" >>$HERE/calls
                case $2 in
                start) echo active running 4711 3 >$HERE/unit ;;
                stop) echo inactive dead 0 0 >$HERE/unit ;;
                show)
                    read active sub pid tasks <$HERE/unit
                    file=$(cat $HERE/file 2>/dev/null || echo disabled)
                    load=$(cat $HERE/load 2>/dev/null || echo loaded)
                    for unit in slurmd munge; do
                        printf 'Id=%s.service\\nLoadState=%s\\nActiveState=%s\\nSubState=%s\\n' $unit $load $active $sub
                        printf 'UnitFileState=%s\\nMainPID=%s\\nTasksCurrent=%s\\nResult=success\\n\\n' $file $pid $tasks
                    done
                    ;;
                esac""");
        world.write("unit", "inactive dead 0 18446744073709551615");
    }

    @AfterEach
    void nothingIsLeft() {
        world.close();
    }

    @Test
    void startsStopsAndProvesBothByShow() throws IOException {
        // Given
        Worker worker = world.worker(KEYS);

        // When // Then
        assertThat(until(worker, Aim.RUN, 1, State.RUNNING).proof())
                .isEqualTo("slurmd.service is active (running), pid 4711; munge.service is active (running), pid 4711");
        assertThat(until(worker, Aim.STOP, 2, State.STOPPED).proof())
                .isEqualTo("slurmd.service is inactive (dead); munge.service is inactive (dead)");

        // And: it never enables, and no word of it can be taken for an option
        assertThat(world.lines("calls"))
                .contains("--no-ask-password start -- slurmd.service munge.service")
                .contains("--no-ask-password stop -- slurmd.service munge.service")
                .allMatch(call -> call.matches("--no-ask-password (start|stop|show) .*"));
    }

    @Test
    void aUnitThatSystemdWouldStartByItselfIsNotStarted() throws IOException {
        // Given
        world.write("file", "enabled");

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.RUN, 1, State.FAILED).proof())
                .isEqualTo("unit slurmd.service is enabled, so systemd would start it at boot without being asked;"
                        + " run: systemctl disable slurmd.service");
        assertThat(world.lines("calls")).noneMatch(call -> call.contains("start"));

        // When // Then: one that runs is taken over as it is
        world.write("unit", "active running 4711 3");
        until(world.worker(KEYS), Aim.RUN, 1, State.RUNNING);
    }

    @Test
    void aUnitThatIsNotThereIsNamed() throws IOException {
        // Given
        world.write("load", "not-found");

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.RUN, 1, State.FAILED).proof())
                .startsWith("unit slurmd.service is not-found; install it");
        until(world.worker(KEYS), Aim.STOP, 1, State.STOPPED);
    }

    @Test
    void whatAStopHasLeftBehindIsNotStopped() throws IOException {
        // Given: no main process any more, but tasks in the control group
        world.write("unit", "active running 4711 3");
        world.script("systemctl", """
                case $2 in
                show) printf 'Id=a\\nLoadState=loaded\\nActiveState=inactive\\nSubState=dead\\nMainPID=0\\nTasksCurrent=2\\n'
                      printf '\\nId=b\\nLoadState=loaded\\nActiveState=inactive\\nSubState=dead\\nMainPID=0\\n' ;;
                esac""");

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.STOP, 1, State.STOPPING).proof())
                .isNotEmpty();
        Worker worker = world.worker(KEYS.replace("check-every=50ms", "check-every=50ms\nstop-timeout=50ms"));
        assertThat(until(worker, Aim.STOP, 1, State.FAILED).proof()).contains("a is inactive (dead), 2 tasks left");
    }

    @Test
    void noSystemdIsNoProof() throws IOException {
        // Given
        world.script("systemctl", "echo 'System has not been booted with systemd as init system (PID 1).' >&2; exit 1");

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.RUN, 1, State.FAILED).proof())
                .isEqualTo("systemctl show ended with 1 and told of 0 of 2 units:"
                        + " System has not been booted with systemd as init system (PID 1).");
    }
}
