package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.agent.node.Worker.Aim;
import dev.sluice.agent.node.Worker.Condition;
import dev.sluice.agent.node.Worker.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervised process against real processes of this machine. */
class RealWorkerTest {

    private final Path state;

    RealWorkerTest(@TempDir Path state) {
        this.state = state;
    }

    private final OsProcesses processes = new OsProcesses(ProcFolder.HOST);

    @BeforeEach
    void onLinux() {
        assumeTrue(ProcFolder.HOST.exists(), "needs /proc");
    }

    @AfterEach
    void leavesNothing() {
        processes.tagged(tag()).forEach(child -> child.signal("KILL"));
    }

    @Test
    void runsAndStopsAProcessAndWhatItStarted() {
        // Given: a shell with a child of its own
        ProcessWorker worker = worker("sh", "-c", "echo up; sleep 300 & wait");
        assertThat(until(worker, true, State.RUNNING).proof()).startsWith("pid ");
        assertThat(processes.tagged(tag())).hasSize(2);

        // When // Then
        until(worker, false, State.STOPPED);
        assertThat(processes.tagged(tag())).isEmpty();
    }

    @Test
    void killsWhatIgnoresTheSignal() {
        // Given
        ProcessWorker worker = worker("sh", "-c", "trap '' TERM; while true; do sleep 1; done");
        until(worker, true, State.RUNNING);

        // When // Then
        until(worker, false, State.STOPPED);
        assertThat(processes.tagged(tag())).isEmpty();
    }

    @Test
    void sendsTheSignalThatTheFileNames() throws IOException {
        // Given
        Path got = state.resolve("got");
        ProcessWorker worker = worker(
                "USR1", "sh", "-c", "trap 'echo usr1 > " + got + "; exit 0' USR1; while true; do sleep 0.1; done");
        until(worker, true, State.RUNNING);

        // When
        until(worker, false, State.STOPPED);

        // Then
        assertThat(Files.readString(got)).isEqualTo("usr1\n");
    }

    @Test
    void theNextAgentAdoptsTheWorkerOfAKilledOne() {
        // Given: an agent that is no more; its worker is
        until(worker("sleep", "300"), true, State.RUNNING);
        long pid = processes.tagged(tag()).getFirst().pid();

        // When
        ProcessWorker next = worker("sleep", "300");

        // Then
        assertThat(until(next, true, State.RUNNING).proof()).startsWith("pid " + pid + ",");
        assertThat(processes.tagged(tag())).hasSize(1);
        until(next, false, State.STOPPED);
        assertThat(processes.tagged(tag())).isEmpty();
    }

    @Test
    void anEscapedGrandchildIsEndedBeforeAnythingElseStarts() throws IOException {
        // Given: the main process has gone, its daemon has not, and the pid file is lost
        ProcessWorker first = worker("sh", "-c", "setsid sleep 300 & sleep 300");
        until(first, true, State.RUNNING);
        eventually(() ->
                processes.tagged(tag()).size() >= 3 || processes.tagged(tag()).size() == 2);
        long main = first.root().orElseThrow();
        Files.delete(state.resolve("worker-spark.json"));
        ProcessHandle.of(main).ifPresent(ProcessHandle::destroyForcibly);
        eventually(() -> processes.tagged(tag()).stream().noneMatch(child -> child.pid() == main));
        assertThat(processes.tagged(tag())).isNotEmpty();

        // When // Then
        until(worker("sleep", "300"), false, State.STOPPED);
        assertThat(processes.tagged(tag())).isEmpty();
    }

    @Test
    void saysTheLastLineOfAWorkerThatDoesNotStayUp() {
        // Given
        ProcessWorker worker = worker("sh", "-c", "echo first; echo 'Address already in use'; exit 7");

        // When
        Condition failed = until(worker, true, State.FAILED);

        // Then
        assertThat(failed.proof()).contains("exit code 7", "last line of its log: Address already in use");
    }

    @Test
    void saysThatThereIsNoSuchProgram() {
        assertThat(until(worker("/no/such/program"), true, State.FAILED).proof())
                .contains("/no/such/program");
    }

    @Test
    void keepsTheLogBelowItsLimit() throws IOException {
        // Given
        ProcessWorker worker = worker("sh", "-c", "while true; do echo 0123456789012345678901234567890123456789; done");
        until(worker, true, State.RUNNING);
        Path log = state.resolve("log/spark.log");

        // When // Then
        eventually(() -> {
            worker.step(Aim.RUN, 1);
            return Files.exists(state.resolve("log/spark.log.1"));
        });
        until(worker, false, State.STOPPED);
        assertThat(log).exists();
        assertThat(Files.readString(log)).doesNotContain("\0");
    }

    private String tag() {
        return new RoleFolder(state).tag("spark");
    }

    private ProcessWorker worker(String... start) {
        return start[0].equals("USR1")
                ? worker("USR1", List.of(start).subList(1, start.length))
                : worker("TERM", List.of(start));
    }

    private ProcessWorker worker(String signal, List<String> start) {
        Recipe.SupervisedProcess recipe =
                new Recipe.SupervisedProcess(start, signal, Duration.ofSeconds(2), Optional.empty());
        Role role = new Role(
                "spark", "m", new Role.Setting(state, Map.of("LC_ALL", "C"), 64 * 1024), recipe, Optional.empty());
        return new ProcessWorker(
                role, recipe, new Workers.Place("node-1", new RoleFolder(state), processes, System::nanoTime));
    }

    private static Condition until(ProcessWorker worker, boolean wanted, State state) {
        Condition[] last = new Condition[1];
        eventually(() -> {
            last[0] = worker.step(wanted ? Aim.RUN : Aim.STOP, 1);
            return last[0].state() == state;
        });
        return last[0];
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("60 s are over").isLessThan(end);
            LockSupport.parkNanos(50_000_000L);
        }
    }
}
