package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.node.FakeProcesses.FakeChild;
import dev.sluice.agent.node.Worker.Aim;
import dev.sluice.agent.node.Worker.Condition;
import dev.sluice.agent.node.Worker.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessWorkerTest {

    private final Path state;
    private final FakeProcesses processes = new FakeProcesses();
    private long now = 5_000_000_000L;
    private ProcessWorker worker;

    ProcessWorkerTest(@TempDir Path state) {
        this.state = state;
        this.worker = worker(state, Optional.empty(), processes, () -> now);
    }

    @Test
    void startsOnceAndSaysRunningWhenItHasSettled() {
        // When // Then
        assertThat(step(true).state()).isEqualTo(State.STARTING);
        assertThat(after("900ms", true).state()).isEqualTo(State.STARTING);
        Condition running = after("100ms", true);
        assertThat(running).isEqualTo(new Condition(State.RUNNING, "pid 100, up 1.0 s"));
        assertThat(after("1h", true).proof()).isEqualTo("pid 100, up 3601 s");
        assertThat(processes.all).hasSize(1);
        assertThat(worker.root()).hasValue(100);
    }

    @Test
    void saysStoppedOnlyWhenNothingIsLeft() {
        // Given: a worker with a child that does not listen to TERM
        settle();
        processes.endOnTerm = false;
        FakeChild main = processes.last();
        FakeChild below = processes.add("other tag", main);

        // When
        assertThat(step(false).state()).isEqualTo(State.STOPPING);
        main.exit(0);

        // Then
        assertThat(step(false).state()).isEqualTo(State.STOPPING);
        assertThat(below.signals).contains("TERM");
        assertThat(after("29s", false).state()).isEqualTo(State.STOPPING);
        assertThat(below.signals).doesNotContain("KILL");
        after("2s", false);
        assertThat(below.signals).contains("KILL");
        assertThat(step(false)).isEqualTo(new Condition(State.STOPPED, "no process of this role lives"));
        assertThat(state.resolve("worker-spark.json")).doesNotExist();
    }

    @Test
    void killsWhatDoesNotStopInTimeAndSaysWhenEvenThatFails() {
        // Given
        settle();
        processes.endOnTerm = false;
        processes.endOnKill = false;
        FakeChild main = processes.last();

        // When
        step(false);
        assertThat(main.signals).containsExactly("INT");
        after("31s", false);
        assertThat(main.signals).contains("KILL");

        // Then
        Condition stuck = after("10s", false);
        assertThat(stuck.state()).isEqualTo(State.FAILED);
        assertThat(stuck.proof()).contains("pid 100 does not end");
        main.exit(137);
        assertThat(step(false).state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aProcessThatEscapedItsParentsIsFoundByItsTag() {
        // Given
        settle();
        FakeChild escaped = processes.add(new RoleFolder(state).tag("spark"), null);

        // When
        step(false);
        step(false);

        // Then
        assertThat(escaped.signals).contains("TERM");
        assertThat(step(false).state()).isEqualTo(State.STOPPED);
    }

    @Test
    void startsAgainAfterGrowingPausesAndThenSaysFailed() {
        // Given
        List<Long> starts = new ArrayList<>();
        State third = State.STOPPED;
        step(true);

        // When: each one dies at once
        for (int i = 0; i < 9; i++) {
            int before = processes.all.size();
            processes.last().exit(3);
            long died = now;
            while (processes.all.size() == before) {
                Condition condition = after("100ms", true);
                if (i == 2 && processes.all.size() == before) {
                    third = condition.state();
                    assertThat(condition.proof()).contains("with exit code 3", "failure 3, next try in");
                } else if (i < 2) {
                    assertThat(condition.state()).isEqualTo(State.STARTING);
                }
            }
            starts.add(Math.round((now - died) / 1e9));
        }

        // Then
        assertThat(starts).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(third).isEqualTo(State.FAILED);
    }

    @Test
    void aWorkerThatWasUpForAMinuteBeginsWithTheShortestPauseAgain() {
        // Given
        step(true);
        for (int i = 0; i < 4; i++) {
            processes.last().exit(1);
            after("100ms", true);
            after("20s", true);
        }
        int before = processes.all.size();

        // When
        after("61s", true);
        processes.last().exit(1);
        step(true);
        after("1001ms", true);

        // Then
        assertThat(processes.all).hasSize(before + 1);
    }

    @Test
    void aPauseEndsWhenTheRoleIsNoLongerWanted() {
        // Given
        step(true);
        processes.last().exit(1);
        assertThat(after("100ms", true).proof()).contains("next try");

        // When // Then
        assertThat(step(false).state()).isEqualTo(State.STOPPED);
        assertThat(after("1h", false).state()).isEqualTo(State.STOPPED);
        assertThat(processes.all).hasSize(1);
    }

    @Test
    void saysWhyItCannotStart() {
        // Given
        processes.startError = "no such program";

        // When
        Condition first = step(true);
        after("1100ms", true);
        Condition third = after("2100ms", true);

        // Then
        assertThat(first.state()).isEqualTo(State.STARTING);
        assertThat(third.state()).isEqualTo(State.FAILED);
        assertThat(third.proof()).contains("cannot be started: no such program; failure 3");
        processes.startError = null;
        assertThat(after("5s", true).proof()).isEqualTo("pid 100, just started");
    }

    @Test
    void thePortMustAcceptAndGoOnAccepting() throws Exception {
        // Given
        worker = worker(Optional.of(new Recipe.HostPort("127.0.0.1", 1)));

        // When // Then
        step(true);
        Condition waiting = after("5s", true);
        assertThat(waiting.state()).isEqualTo(State.STARTING);
        assertThat(waiting.proof()).contains("nothing accepts at 127.0.0.1:1 yet");

        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            worker = worker(Optional.of(new Recipe.HostPort("127.0.0.1", server.getLocalPort())));
            Condition running = step(true);
            for (int i = 0; i < 20 && running.state() != State.RUNNING; i++) {
                running = after("500ms", true);
            }
            assertThat(running.proof()).contains("accepts at 127.0.0.1:" + server.getLocalPort());
        }
        Condition deaf = step(true);
        for (int i = 0; i < 20 && deaf.state() == State.RUNNING; i++) {
            deaf = after("5s", true);
        }
        assertThat(deaf.state()).isEqualTo(State.FAILED);
        assertThat(deaf.proof()).contains("but no longer accepts");
    }

    @Test
    void theNextAgentFindsTheWorkerAgain() {
        // Given
        settle();
        long pid = processes.last().pid();

        // When: this agent is killed, and another one starts
        worker = worker();

        // Then
        assertThat(step(true).state()).isEqualTo(State.STARTING);
        assertThat(after("1s", true).proof()).contains("pid " + pid);
        assertThat(processes.all).hasSize(1);
        step(false);
        assertThat(processes.last().signals).containsExactly("INT");
        assertThat(step(false).state()).isEqualTo(State.STOPPED);
    }

    @Test
    void theNextAgentEndsWhatItCannotKnowBeforeItStartsOne() throws Exception {
        // Given: killed between the start and the pid file, so only the tag tells
        settle();
        Files.delete(state.resolve("worker-spark.json"));
        FakeChild orphan = processes.last();
        processes.endOnTerm = false;
        worker = worker();

        // When // Then
        assertThat(step(true).state()).isEqualTo(State.STOPPING);
        assertThat(orphan.signals).contains("TERM");
        assertThat(processes.alive()).isEqualTo(1);
        after("6s", true);
        assertThat(orphan.signals).contains("KILL");
        after("100ms", true);
        assertThat(processes.alive()).isEqualTo(1);
        assertThat(processes.last()).isNotSameAs(orphan);
    }

    @Test
    void aPidOfSomebodyElseIsLeftAlone() throws Exception {
        // Given: the machine was started anew, and the pid belongs to another process now
        FakeChild other = processes.add("other tag", null);
        Files.writeString(state.resolve("worker-spark.json"), "{\"pid\":" + other.pid() + ",\"birth\":\"earlier\"}");

        // When
        worker = worker();

        // Then
        assertThat(step(false).state()).isEqualTo(State.STOPPED);
        assertThat(other.signals).isEmpty();
    }

    private void settle() {
        step(true);
        assertThat(after("1s", true).state()).isEqualTo(State.RUNNING);
    }

    private Condition after(String time, boolean wanted) {
        now += FileValues.duration(time).toNanos();
        return step(wanted);
    }

    private ProcessWorker worker() {
        return worker(Optional.empty());
    }

    private Condition step(boolean wanted) {
        return worker.step(wanted ? Aim.RUN : Aim.STOP, 1);
    }

    private ProcessWorker worker(Optional<Recipe.HostPort> ready) {
        return worker(state, ready, processes, () -> now);
    }

    private static ProcessWorker worker(
            Path state, Optional<Recipe.HostPort> ready, FakeProcesses processes, LongSupplier nanos) {
        Recipe.SupervisedProcess recipe =
                new Recipe.SupervisedProcess(List.of("x"), "INT", Duration.ofSeconds(30), ready);
        Role role = new Role("spark", "m", new Role.Setting(state, Map.of(), 1 << 20), recipe, Optional.empty());
        return new ProcessWorker(role, recipe, new Workers.Place("node-1", new RoleFolder(state), processes, nanos));
    }
}
