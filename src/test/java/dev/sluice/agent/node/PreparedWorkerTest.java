package dev.sluice.agent.node;

import static dev.sluice.agent.node.RoleWorld.eventually;
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

/** A process role with a prepare recipe, its agent killed at the worst moments. */
class PreparedWorkerTest {

    private static final String KEYS = "start=sleep 300\nprepare=wipe /scratch\n";

    private final RoleWorld world;

    PreparedWorkerTest(@TempDir Path folder) throws IOException {
        this.world = new RoleWorld(folder);
    }

    @BeforeEach
    void recipe() throws IOException {
        assumeTrue(ProcFolder.HOST.exists(), "needs /proc");
        world.script("wipe", "echo \"$1 $SLUICE_EPOCH\" >>$HERE/runs; echo wiped; exit 0");
    }

    @AfterEach
    void nothingIsLeft() {
        world.close();
    }

    @Test
    void runsOnceForEachClaimBeforeTheWorkerStarts() throws IOException {
        // Given
        Worker worker = world.worker(KEYS);

        // When // Then: ready, and not started
        eventually(() -> worker.prepare(7).state() == State.STOPPED);
        assertThat(worker.prepare(7).proof()).isEqualTo("stopped and prepared");
        assertThat(worker.root()).isEmpty();
        until(worker, Aim.RUN, 7, State.RUNNING);
        assertThat(world.lines("runs")).containsExactly("/scratch 7");
        assertThat(Files.readString(world.folder.resolve("state/log/w.prepare.log")))
                .isEqualTo("wiped\n");

        // When // Then: ended and started again under the same claim, by this agent and the next
        until(worker, Aim.STOP, 7, State.STOPPED);
        until(worker, Aim.RUN, 7, State.RUNNING);
        Worker next = world.worker(KEYS);
        until(next, Aim.STOP, 7, State.STOPPED);
        until(next, Aim.RUN, 7, State.RUNNING);
        assertThat(world.lines("runs")).hasSize(1);

        // When // Then: a new claim without a preparation of its own wish
        until(next, Aim.STOP, 8, State.STOPPED);
        until(next, Aim.RUN, 8, State.RUNNING);
        assertThat(world.lines("runs")).containsExactly("/scratch 7", "/scratch 8");
    }

    @Test
    void aWorkerThatRunsIsNotPreparedUnderItsFeetNorLaterUnderThatClaim() throws IOException {
        // Given: taken over as it stands, before any claim
        Worker worker = world.worker(KEYS);
        until(worker, Aim.RUN, 0, State.RUNNING);

        // When: the first claim, and its process dies under it
        until(worker, Aim.RUN, 1, State.RUNNING);
        long pid = worker.root().orElseThrow();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);

        // Then
        eventually(() -> {
            worker.step(Aim.RUN, 1);
            return worker.root().isPresent() && worker.root().getAsLong() != pid;
        });
        assertThat(world.lines("runs")).isEmpty();
    }

    @Test
    void oneThatFailsIsSaidAndNotRepeatedUnderThatClaim() throws IOException {
        // Given
        world.script("wipe", "echo run >>$HERE/runs; echo disk is in use; exit 5");
        Worker worker = world.worker(KEYS);

        // When // Then
        assertThat(until(worker, Aim.RUN, 7, State.FAILED).proof())
                .isEqualTo("its prepare recipe ended with exit code 5; last line of its log: disk is in use;"
                        + " it runs again under a new claim only");
        until(world.worker(KEYS), Aim.RUN, 7, State.FAILED);
        until(worker, Aim.STOP, 7, State.STOPPED);
        assertThat(worker.prepare(7).state()).isEqualTo(State.FAILED);
        assertThat(world.lines("runs")).hasSize(1);
        assertThat(worker.root()).isEmpty();
    }

    @Test
    void oneThatTakesTooLongIsEndedWithWhatItStarted() throws IOException {
        // Given
        world.script("wipe", "sleep 300 & sleep 300");
        Worker worker = world.worker(KEYS + "prepare-timeout=200ms\n");

        // When // Then
        assertThat(until(worker, Aim.RUN, 7, State.FAILED).proof()).contains("took longer than 0 s and was ended");
        assertThat(world.processes.tagged(tag())).isEmpty();
    }

    @Test
    void theNextAgentWaitsForOneThatStillRuns() throws IOException {
        // Given: an agent that was killed in the middle
        world.script("wipe", "echo run >>$HERE/runs; while ! test -e $HERE/go; do sleep 0.05; done");
        Worker killed = world.worker(KEYS);
        begin(killed);

        // When
        Worker next = world.worker(KEYS);
        for (int i = 0; i < 20; i++) {
            assertThat(next.step(Aim.RUN, 7).proof()).contains("prepare recipe is");
        }
        world.write("go", "");

        // Then
        until(next, Aim.RUN, 7, State.RUNNING);
        assertThat(world.lines("runs")).hasSize(1);
    }

    @Test
    void theNextAgentTakesTheExitCodeOfOneThatEndedMeanwhile() throws IOException {
        // Given
        world.script("wipe", "echo run >>$HERE/runs; while ! test -e $HERE/go; do sleep 0.05; done; exit 6");
        begin(world.worker(KEYS));
        world.write("go", "");
        eventually(() -> world.processes.tagged(tag()).isEmpty());

        // When // Then
        assertThat(until(world.worker(KEYS), Aim.RUN, 7, State.FAILED).proof()).contains("ended with exit code 6");
        assertThat(world.lines("runs")).hasSize(1);
    }

    @Test
    void oneThatWasInterruptedIsLookedAtAndNeverRunTwice() throws IOException {
        // Given: the machine lost power in the middle
        world.script("wipe", "echo run >>$HERE/runs; sleep 300");
        world.script("wiped", "echo $SLUICE_EPOCH >>$HERE/looks; exit 0");
        begin(world.worker(KEYS));
        world.processes.tagged(tag()).forEach(child -> child.signal("KILL"));
        eventually(() -> world.processes.tagged(tag()).isEmpty());

        // When // Then: nobody can tell
        assertThat(until(world.worker(KEYS), Aim.RUN, 7, State.FAILED).proof())
                .contains("was interrupted, and the role has no prepare-check");

        // Given: the same under the next claim, with a check
        Worker worker = world.worker(KEYS + "prepare-check=wiped\n");
        begin(worker, 8);
        world.processes.tagged(tag()).forEach(child -> child.signal("KILL"));
        eventually(() -> world.processes.tagged(tag()).isEmpty());

        // When // Then
        until(world.worker(KEYS + "prepare-check=wiped\n"), Aim.RUN, 8, State.RUNNING);
        assertThat(world.lines("looks")).containsExactly("8");
        assertThat(world.lines("runs")).hasSize(2);
    }

    @Test
    void oneThatIsNoLongerWantedIsEndedBeforeTheNodeCountsAsStopped() throws IOException {
        // Given
        world.script("wipe", "echo run >>$HERE/runs; sleep 300");
        Worker worker = world.worker(KEYS);
        begin(worker);

        // When // Then
        until(worker, Aim.STOP, 8, State.STOPPED);
        assertThat(world.processes.tagged(tag())).isEmpty();
    }

    private void begin(Worker worker) {
        begin(worker, 7);
    }

    private void begin(Worker worker, long epoch) {
        eventually(() -> {
            worker.step(Aim.RUN, epoch);
            try {
                return world.lines("runs").size() == (epoch == 7 ? 1 : 2);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private String tag() {
        return new RoleFolder(world.folder.resolve("state")).tag("w") + "/prepare";
    }
}
