package dev.sluice.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Member;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.driver.spark.SparkAppDetails.Limits;
import dev.sluice.driver.spark.SparkAppDetails.Stages;
import dev.sluice.driver.spark.SparkCluster.State;
import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SparkDemandTest {

    private static final double MIB = 1024.0 * 1024.0;

    /** From a real 4.2.0 master, shortened. */
    private static final String JSON = """
            {"status":"ALIVE","workers":[
             {"id":"worker-20261123061000-127.0.3.1-27101","host":"127.0.3.1","webuiaddress":"http://127.0.3.1:28101","cores":2,"coresused":2,"memory":2048,"memoryused":480,"state":"DECOMMISSIONED"},
             {"id":"worker-20261123061518-127.0.3.1-27101","host":"127.0.3.1","webuiaddress":"http://127.0.3.1:28101","cores":2,"coresused":0,"memory":2048,"memoryused":0,"state":"ALIVE"},
             {"id":"worker-20261123061518-127.0.3.2-27102","host":"127.0.3.2","webuiaddress":"http://127.0.3.2:28102","cores":2,"coresused":2,"memory":2048,"memoryused":480,"state":"DECOMMISSIONED"},
             {"id":"worker-20261123061518-127.0.3.3-27103","host":"127.0.3.3","webuiaddress":"http://127.0.3.3:28103","cores":2,"coresused":0,"memory":2048,"memoryused":0,"state":"DEAD"}],
             "activeapps":[
             {"id":"app-2","name":"waits","cores":0,"memoryperexecutor":480,"starttime":1795414551261,"state":"WAITING"},
             {"id":"app-1","name":"runs","cores":4,"memoryperexecutor":480,"starttime":1795414549647,"state":"RUNNING"}],
             "activedrivers":[{"id":"driver-1","state":"SUBMITTED","cores":1,"memory":512,"worker":"None","starttime":1795414549647},
             {"id":"driver-2","state":"RUNNING","cores":1,"memory":512,"worker":"worker-20261123061518-127.0.3.1-27101","starttime":1795414549647}]}
            """;

    private static final SparkCluster CLUSTER = SparkCluster.of(json(JSON));
    private static final List<Member> MEMBERS = List.of(new Member(
            "127.0.3.1", Presence.SERVING, Resources.of(2, 2048 * MIB), Resources.NONE, 0, Optional.empty()));

    @Test
    void theNewestLivingEntryOfAHostCounts() {
        assertThat(CLUSTER.workers()).containsOnlyKeys("127.0.3.1", "127.0.3.2");
        assertThat(CLUSTER.worker("127.0.3.1").orElseThrow().state()).isEqualTo(State.ALIVE);
        assertThat(CLUSTER.worker("127.0.3.2").orElseThrow().presence()).isEqualTo(Presence.DRAINING);
    }

    @Test
    void anApplicationWantsWhatItMayHaveAndHasTasksFor() {
        // Given
        Limits six = Limits.ofEnvironment(
                json("{\"sparkProperties\":[[\"spark.cores.max\",\"6\"],[\"spark.executor.cores\",\"2\"]]}"));
        Stages stages = Stages.of(json("""
                [{"numTasks":60,"numActiveTasks":7,"numCompleteTasks":8,"submissionTime":"2026-11-23T06:15:51.794GMT"},
                 {"numTasks":5,"numActiveTasks":5,"numCompleteTasks":0,"submissionTime":"2026-11-23T06:00:00.000GMT"}]
                """));

        // When
        List<Pending> pending =
                pending(Map.of("app-1", details(six, stages), "app-2", details(six, new Stages(1, Optional.empty()))));

        // Then
        assertThat(stages.pendingTasks()).isEqualTo(45);
        assertThat(pending).extracting(Pending::id).containsExactly("app-1", "app-2", "driver-1");
        assertThat(pending.get(0).wants()).isEqualTo(Resources.of(2, 480 * MIB));
        // Within its limit it has asked for them since it was submitted, whatever stage it is in.
        assertThat(pending.get(0).since()).contains(Instant.parse("2026-11-23T06:15:49.647Z"));
        assertThat(pending.get(1).wants()).isEqualTo(Resources.of(1, 480 * MIB));
        assertThat(pending.get(1).since()).contains(Instant.ofEpochMilli(1795414551261L));
        assertThat(pending.get(2).wants()).isEqualTo(Resources.of(1, 512 * MIB));
    }

    @Test
    void withoutTheApplicationsApiTheMastersNumbersDecide() {
        // Given
        Limits page = Limits.ofPage("<li><strong>Cores:</strong>\n   6 (0 granted, 6 left)</li>")
                .orElseThrow();

        // Then
        assertThat(Limits.ofPage("<strong>Cores:</strong> Unlimited (4 granted)")
                        .orElseThrow()
                        .maxCores())
                .isEmpty();
        assertThat(Limits.ofPage("<html>")).isEmpty();
        assertThat(pending(Map.of("app-2", new SparkAppDetails(Optional.of(page), Optional.empty(), Optional.empty()))))
                .first()
                .extracting(Pending::wants)
                .isEqualTo(Resources.of(6, 3 * 480 * MIB));
        assertThat(pending(Map.of())).extracting(Pending::id).containsExactly("app-2", "driver-1");
    }

    @Test
    void anExecutorLargerThanEveryWorkerIsBlocked() {
        // Given
        Limits large = Limits.ofEnvironment(json("{\"sparkProperties\":[[\"spark.executor.cores\",\"8\"]]}"));

        // When
        List<Pending> pending = pending(Map.of("app-2", details(large, new Stages(9, Optional.empty()))));

        // Then
        assertThat(pending.getFirst().blockedBy()).contains("its executors want 8 cores, no worker has more than 2");
    }

    private static List<Pending> pending(Map<String, SparkAppDetails> details) {
        return SparkDemand.of(CLUSTER, MEMBERS, details).pending();
    }

    private static SparkAppDetails details(Limits limits, Stages stages) {
        return new SparkAppDetails(Optional.of(limits), Optional.of(stages), Optional.empty());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
