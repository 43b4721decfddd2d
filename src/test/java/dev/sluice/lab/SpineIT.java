package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of Sluice as its users run it, on real Spark and real YARN: the server and four agents are processes of their
 * own, two jobs run all the time, and nodes go over and back.
 */
@Tag("lab")
class SpineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @Test
    void movesNodesBetweenTwoClustersWhileTheirJobsGoOn(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) {
        try (Lab lab = Lab.start(dir);
                LabFleet fleet = LabFleet.start(lab, DemoNode.fleet(4), Map.of())) {
            // Given Spark that wants twice what it has, and YARN with one container at a time
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(2);
            var spark = lab.run(new SparkJob("crunch", 8, 120, 1, 0).on(lab));
            var yarn = lab.run(new YarnJob("batch", 1, 0, 8).on(lab));

            // When Sluice suggests to move a node and somebody approves
            var suggestion = fleet.await("a suggestion", status -> first(status.path("suggestions")));
            assertThat(suggestion.path("from").asText()).isEqualTo("yarn");
            assertThat(suggestion.path("to").asText()).isEqualTo("spark");
            assertThat(suggestion.path("reason").asText())
                    .startsWith("Spark is at ")
                    .contains("cores wanted");
            var before = fleet.pressure("spark");
            fleet.api().post("/api/suggestions/" + suggestion.path("id").asText() + "/approve", Map.of());
            var borrowed = suggestion.path("nodes").get(0).asText();

            // Then the node serves in Spark, both frameworks say so, and the pressure has fallen
            fleet.awaitDone("op-1");
            fleet.assertServes(borrowed, "spark");
            fleet.awaitPressureBelow("spark", before);

            // When the node, busy with Spark's tasks, goes back, and the server is killed in the middle
            LabFleet.await("tasks on " + borrowed, () -> fleet.running(borrowed) > 0);
            fleet.move("spark", "yarn", List.of(borrowed), "the batch needs it back");
            fleet.await("the drain", status -> moving(status, "op-2"));
            fleet.killServer();
            fleet.startServer();

            // Then the operation has gone on from its journal
            fleet.awaitDone("op-2");
            fleet.assertServes(borrowed, "yarn");

            // When the node on which YARN's container runs goes to Spark
            var busy = fleet.await("a busy node of YARN", status -> nodes(status)
                    .filter(n -> n.path("owner").asText().equals("yarn")
                            && n.path("running").asInt() > 0)
                    .findFirst());
            fleet.move("yarn", "spark", List.of(busy.path("id").asText()), "to see a busy node go");
            fleet.awaitDone("op-3");

            // Then it serves there, and nothing was lost on the whole way
            fleet.assertServes(busy.path("id").asText(), "spark");
            spark.tell("stop");
            yarn.tell("stop");
            assertThat(spark.awaitEnd(PATIENCE)).isTrue();
            assertThat(yarn.awaitEnd(PATIENCE)).isTrue();
            assertThat(spark.output()).containsPattern("RESULT ok=true .* lost=0");
            assertThat(yarn.output()).containsPattern("RESULT ok=true completed=[1-9][0-9]* lost=0");
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    private static Optional<JsonNode> first(JsonNode list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    private static Stream<JsonNode> nodes(JsonNode status) {
        return StreamSupport.stream(status.path("nodes").spliterator(), false);
    }

    /** The operation, once a move of it has begun to drain and none has ended. */
    private static Optional<JsonNode> moving(JsonNode status, String id) {
        return StreamSupport.stream(status.path("operations").spliterator(), false)
                .filter(o -> o.path("id").asText().equals(id))
                .filter(o -> List.of("DRAINING", "DRAINED", "RELEASED")
                        .contains(o.path("moves").get(0).path("state").asText()))
                .findFirst();
    }
}
