package dev.sluice.agent.node;

import static dev.sluice.agent.node.RoleWorld.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.agent.node.Worker.Aim;
import dev.sluice.agent.node.Worker.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role of type hook with real commands; a file {@code up} stands for the running worker. */
class HookWorkerTest {

    private static final String KEYS = """
            type=hook
            start=up now
            stop=down
            check=look
            start-timeout=20s
            stop-timeout=20s
            check-every=50ms
            """;

    private final RoleWorld world;

    HookWorkerTest(@TempDir Path folder) throws IOException {
        this.world = new RoleWorld(folder);
    }

    @BeforeEach
    void scripts() throws IOException {
        assumeTrue(ProcFolder.HOST.exists(), "needs /proc");
        world.script(
                        "up",
                        "echo \"$1 $SLUICE_NODE $SLUICE_FRAMEWORK $SLUICE_MEMBER $SLUICE_EPOCH\" >>$HERE/starts; touch $HERE/up")
                .script("down", "echo stop $SLUICE_EPOCH >>$HERE/stops; rm -f $HERE/up")
                .script("look", "test -e $HERE/up && { echo serving; exit 0; }; echo nothing here; exit 3");
    }

    @AfterEach
    void nothingIsLeft() {
        world.close();
    }

    @Test
    void startsStopsAndProvesBoth() throws IOException {
        // Given
        Worker worker = world.worker(KEYS);
        assertThat(until(worker, Aim.STOP, 6, State.STOPPED).proof())
                .isEqualTo("its check ended with 3, which is not running: nothing here");
        assertThat(world.lines("stops")).isEmpty();

        // When // Then: what the commands are told is in their environment; the words are those of the file
        assertThat(until(worker, Aim.RUN, 7, State.RUNNING).proof()).isEqualTo("its check ended with 0: serving");
        assertThat(world.lines("starts")).containsExactly("now node-1 w m-1 7");

        // When // Then: one that ends by itself is started again
        Files.delete(world.folder.resolve("up"));
        until(worker, Aim.RUN, 7, State.STARTING);
        until(worker, Aim.RUN, 7, State.RUNNING);
        assertThat(world.lines("starts")).hasSize(2);

        // When // Then
        until(worker, Aim.STOP, 8, State.STOPPED);
        assertThat(world.lines("stops")).containsExactly("stop 8");
    }

    @Test
    void aNewAgentTakesWhatRunsAsItIs() throws IOException {
        // Given
        until(world.worker(KEYS), Aim.RUN, 7, State.RUNNING);

        // When // Then
        until(world.worker(KEYS), Aim.RUN, 7, State.RUNNING);
        assertThat(world.lines("starts")).hasSize(1);
    }

    @Test
    void aNewAgentWaitsForACommandThatTheLastHasBegun() throws IOException {
        // Given: an agent that was killed while its start was running
        world.script("up", "echo begun >>$HERE/starts; while ! test -e $HERE/go; do sleep 0.05; done; touch $HERE/up");
        Worker killed = world.worker(KEYS);
        RoleWorld.eventually(() -> {
            killed.step(Aim.RUN, 7);
            return Files.exists(world.folder.resolve("starts"));
        });

        // When
        Worker next = world.worker(KEYS);
        for (int i = 0; i < 20; i++) {
            assertThat(next.step(Aim.RUN, 7).state()).isEqualTo(State.STARTING);
        }
        world.write("go", "");

        // Then
        until(next, Aim.RUN, 7, State.RUNNING);
        assertThat(world.lines("starts")).hasSize(1);
    }

    @Test
    void whatCannotBeToldIsNeverStopped() throws IOException {
        // Given
        world.script("look", "echo the socket does not answer >&2; exit 4");
        Worker worker = world.worker(KEYS.replace("stop-timeout=20s", "stop-timeout=100ms"));

        // When // Then
        assertThat(until(worker, Aim.RUN, 1, State.FAILED).proof())
                .isEqualTo(
                        "its check ended with 4, where 0 is running and 3 is not running: the socket does not answer");
        assertThat(world.lines("starts")).isEmpty();
        assertThat(until(worker, Aim.STOP, 2, State.FAILED).proof()).contains("its stop has not stopped it");
        assertThat(world.lines("stops")).isNotEmpty();
    }

    @Test
    void aStartThatFailsOrTakesTooLongSaysSo() throws IOException {
        // Given
        world.script("up", "echo no such image; exit 9");

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.RUN, 1, State.FAILED).proof())
                .contains("its start ended with exit code 9; last line of its log: no such image; failure 3");
        world.script("up", "sleep 300");
        assertThat(until(
                                world.worker(KEYS.replace("start-timeout=20s", "start-timeout=100ms")),
                                Aim.RUN,
                                2,
                                State.FAILED)
                        .proof())
                .contains("its start took longer than 0 s and was ended");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() throws IOException {
        // Given
        Worker worker = world.worker(KEYS.replace("check=look", "check=lok"));

        // When // Then
        assertThat(until(worker, Aim.RUN, 1, State.FAILED).proof())
                .startsWith("its check cannot be started: there is no program lok in " + world.folder.resolve("bin"));
    }
}
