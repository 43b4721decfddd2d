package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself, on real Spark and real YARN. */
@Tag("lab")
class LabIT {

    @Test
    void startsRealMastersAndWorkersAndLeavesNothingBehind(@TempDir Path dir) {
        // Given
        List<LabProcess> workers;
        LabProcess master;
        try (Lab lab = Lab.start(dir)) {
            // When
            workers = List.of(
                    lab.run(lab.spark().worker(1)),
                    lab.run(lab.spark().worker(2)),
                    lab.run(lab.yarn().nodeManager(3)));
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(1);
            master = lab.spark().master();

            // Then
            assertThat(lab.spark().state().path("workers"))
                    .extracting(worker -> worker.path("host").asText())
                    .containsExactlyInAnyOrder("127.0.2.1", "127.0.2.2");
            // The ResourceManager counts a node's memory a moment after it lists the node.
            lab.yarn()
                    .resourceManager()
                    .awaitReady(
                            Duration.ofSeconds(30),
                            () -> lab.yarn().metrics().path("availableMB").asInt() == 2048);
            assertThat(lab.yarn().excludeFile()).content().contains("<hosts/>");
        }
        assertThat(workers).noneMatch(LabProcess::alive);
        assertThat(master.alive()).isFalse();
        assertThat(LabSweep.sweep(dir)).isZero();
    }
}
