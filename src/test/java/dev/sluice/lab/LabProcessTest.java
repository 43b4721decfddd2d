package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabProcessTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void stopsChildrenThatDoNotListen(@TempDir Path dir) {
        // Given: a shell that ignores SIGTERM, with a child that does too
        LabProcess stubborn = start(dir, "stubborn", "trap '' TERM; sleep 600 & echo up; wait; wait");
        stubborn.awaitReady(SOON, () -> stubborn.output().contains("up"));
        List<ProcessHandle> tree =
                ProcessHandle.of(stubborn.pid()).orElseThrow().descendants().toList();
        assertThat(tree).isNotEmpty();

        // When
        LabProcess.stop(List.of(stubborn), Duration.ofMillis(200));

        // Then
        assertThat(stubborn.alive()).isFalse();
        assertThat(tree).noneMatch(ProcessHandle::isAlive);
        assertThat(dir.resolve("run")).isEmptyDirectory();
    }

    @Test
    void sweepEndsWhatAnEarlierLabLeft(@TempDir Path dir) {
        // Given: nobody calls close
        LabProcess left = start(dir, "left", "echo up; sleep 600; true");
        left.awaitReady(SOON, () -> left.output().contains("up"));

        // When
        int swept = LabSweep.sweep(dir);

        // Then
        assertThat(swept).isGreaterThanOrEqualTo(2);
        assertThat(left.awaitEnd(SOON)).isTrue();
        assertThat(LabSweep.sweep(dir)).isZero();
    }

    @Test
    void sweepLeavesAloneAProcessThatMerelyGotTheSamePid(@TempDir Path dir) throws IOException {
        // Given: a live process, under a pid file that says it started long ago
        Path elsewhere = dir.resolve("elsewhere");
        try (LabProcess other = start(elsewhere, "other", "echo up; sleep 600; true")) {
            other.awaitReady(SOON, () -> other.output().contains("up"));
            Path lab = dir.resolve("lab");
            Files.createDirectories(lab.resolve("run"));
            Files.writeString(lab.resolve("run/worker.pid"), other.pid() + " 1000000000000\n");

            // When
            int swept = LabSweep.sweep(lab);

            // Then
            assertThat(swept).isZero();
            assertThat(other.alive()).isTrue();
        }
    }

    @Test
    void saysWhatAProcessLastWroteWhenItEndsWhileStarting(@TempDir Path dir) {
        // Given
        try (LabProcess process = start(dir, "broken", "echo Address already in use; exit 3")) {
            // Then
            assertThatThrownBy(() -> process.awaitReady(SOON, () -> false))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("broken ended with exit code 3")
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void quotesForTheAgentFile() {
        // Given
        LabCommand command = new LabCommand("x", List.of("/opt/my java/bin/java", "-cp", "jars/*", ""), Map.of());

        // Then
        assertThat(command.line()).isEqualTo("\"/opt/my java/bin/java\" -cp jars/* \"\"");
    }

    private static LabProcess start(Path dir, String name, String script) {
        return LabProcess.start(dir, new LabCommand(name, List.of("/bin/sh", "-c", script), Map.of()));
    }
}
