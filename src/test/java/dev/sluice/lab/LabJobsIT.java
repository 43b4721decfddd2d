package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loads, on real clusters that lose a node under them. */
@Tag("lab")
class LabJobsIT {

    private static final Duration LONG = Duration.ofSeconds(180);

    @Test
    void bothLoadsFinishWithTheRightResult(@TempDir Path dir) {
        try (Lab lab = Lab.start(dir)) {
            // Given
            lab.run(lab.spark().worker(1));
            lab.run(lab.spark().worker(2));
            lab.run(lab.yarn().nodeManager(3));
            lab.run(lab.yarn().nodeManager(4));
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(2);

            // When
            LabProcess spark = lab.run(new SparkJob("spark-load", 8, 12, 1, 2).on(lab));
            LabProcess yarn = lab.run(new YarnJob("yarn-load", 6, 8, 3).on(lab));

            // Then
            assertThat(spark.awaitEnd(LONG)).isTrue();
            assertThat(spark.output()).contains("RESULT ok=true rounds=2 sum=132 expected=132 lost=0");
            assertThat(spark.exit()).contains(0);
            assertThat(yarn.awaitEnd(LONG)).isTrue();
            assertThat(yarn.output()).contains("RESULT ok=true completed=8 lost=0");
            assertThat(yarn.exit()).contains(0);
        }
    }

    @Test
    void sparkLoadOutlivesAWorkerThatIsDecommissioned(@TempDir Path dir) {
        try (Lab lab = Lab.start(dir)) {
            // Given
            lab.run(lab.spark().worker(1));
            lab.run(lab.spark().worker(2));
            lab.spark().awaitWorkers(2);
            LabProcess load = lab.run(new SparkJob("spark-load", 8, 16, 2, 2).on(lab));
            load.awaitReady(LONG, () -> lab.spark().state().path("coresused").asInt() == 4);

            // When
            LabHttp.post(lab.spark().url() + "/workers/kill/?host=127.0.2.2");

            // Then
            assertThat(load.awaitEnd(LONG)).isTrue();
            assertThat(load.output()).contains("RESULT ok=true rounds=2 sum=240 expected=240 lost=0");
            assertThat(lab.spark().state().path("aliveworkers").asInt()).isEqualTo(1);
        }
    }

    @Test
    void yarnLoadAsksAgainForWhatItLost(@TempDir Path dir) {
        try (Lab lab = Lab.start(dir)) {
            // Given
            lab.run(lab.yarn().nodeManager(1));
            LabProcess doomed = lab.run(lab.yarn().nodeManager(2));
            lab.yarn().awaitNodes(2);
            LabProcess load = lab.run(new YarnJob("yarn-load", 4, 6, 10).on(lab));
            load.awaitReady(LONG, () -> load.output().split(" on 127.0.2.2", -1).length == 3);

            // When
            doomed.close();

            // Then
            assertThat(load.awaitEnd(LONG)).isTrue();
            assertThat(load.output()).contains("RESULT ok=true completed=6 lost=2");
            assertThat(load.exit()).contains(0);
        }
    }
}
