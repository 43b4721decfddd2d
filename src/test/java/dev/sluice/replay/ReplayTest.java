package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.NodeId;
import dev.sluice.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deciding code on days of made-up load. */
class ReplayTest {

    private static final int MOVE_SECONDS = 300;

    @TempDir
    Path folder = Path.of("");

    @Test
    void steadyLoadMovesNothing() {
        for (int seed = 1; seed <= 6; seed++) {
            // Given pressures of 1.00, 0.50 and 0.20 with 10 % noise, for a day
            Trace trace = Traces.steady(seed, 10, 5, 2);
            // Then
            assertThat(replay(trace, 30).tally().moves()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void aTideMovesAtMostTwiceWhatItMust() {
        // Given two that need 30 nodes at their high tide, which they cannot both have
        Trace trace = Traces.sinusoid(2, 20, 10);
        int fleet = 44;
        // When
        Replay.Result result = replay(trace, fleet);
        // Then whoever has high tide must have 30 of the 44: first 8 move, and 16 at each turn
        int least = 8 + 3 * 16;
        assertThat(result.tally().moves()).isLessThanOrEqualTo(2 * least);
        assertThat(result.tally().overloadNodeMinutes())
                .isLessThan(baselines(trace, fleet).hpa().overloadNodeMinutes() / 2);
    }

    @Test
    void whatClimbsSteadilyIsMetEarly() {
        // Given mornings and evenings that a rule which waits for overload is always late for
        Trace trace = Traces.office(1, 2);
        int fleet = trace.typicalFleet() * 6 / 5;
        // When
        Replay.Result result = replay(trace, fleet);
        // Then
        assertThat(result.tally().overloadNodeMinutes())
                .isLessThan(baselines(trace, fleet).hpa().overloadNodeMinutes() * 0.8);
    }

    @Test
    void holdsSpareNodesWhereBurstsComeFrom() {
        // Given a fleet that has enough for nearly every minute, if it stands where it is needed
        Trace trace = Traces.bursts(2, 2);
        int fleet = trace.typicalFleet() * 6 / 5;
        // When
        Replay.Result result = replay(trace, fleet);
        Baselines baselines = baselines(trace, fleet);
        // Then
        assertThat(result.tally().overloadNodeMinutes())
                .isLessThan(baselines.hpa().overloadNodeMinutes() * 0.8);
        assertThat(result.tally().moves())
                .isLessThanOrEqualTo(baselines.foresight().moves());
    }

    @Test
    void noNodeMovesTwiceWithinItsDwell() {
        // Given
        Trace trace = Traces.heavyTail(3, 1);
        // When
        Replay.Result result = replay(trace, trace.typicalFleet());
        // Then
        assertThat(result.steps()).isNotEmpty();
        Map<NodeId, Instant> arrived = new HashMap<>();
        for (Replay.Step step : result.steps()) {
            for (NodeId node : step.suggestion().nodes()) {
                Instant before = arrived.put(node, step.at().plusSeconds(MOVE_SECONDS));
                if (before != null) {
                    assertThat(Duration.between(before, step.at())).isGreaterThanOrEqualTo(Duration.ofMinutes(60));
                }
            }
        }
    }

    @Test
    void theSameTraceGivesTheSameReport() {
        // Given
        Trace trace = Traces.bursts(4, 1);
        // Then
        assertThat(replay(trace, 60).steps()).isEqualTo(replay(trace, 60).steps());
    }

    @Test
    void printsATableAndWritesJson() throws IOException {
        // Given
        Path file = folder.resolve("trace.csv");
        StringBuilder text = new StringBuilder("seconds,framework,demand_nodes\n");
        for (int minute = 0; minute < 30; minute++) {
            text.append(minute * 60).append(",calm,2\n");
            text.append(minute * 60).append(",busy,").append(minute < 5 ? 2 : 7).append('\n');
        }
        Files.writeString(file, text);
        Path report = folder.resolve("report.json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // When
        int code = ReplayMain.run(print(out), print(out), file.toString(), "--fleet", "10", "--out", report.toString());
        // Then
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("sluice", "static", "hpa", "foresight", "unavoidable", "180 decisions");
        assertThat(code).isZero();
        assertThat(Files.readString(report))
                .contains(
                        "\"fleet\" : 10",
                        "\"overloadNodeMinutes\"",
                        "\"idleNodeMinutes\"",
                        "\"moves\"",
                        "\"unavoidable\"");
    }

    @Test
    void aBadTraceIsOneSentenceAndExitCodeTwo() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("bad.csv"), "seconds,framework,demand_nodes\n0,a,-3\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        // When
        int code = ReplayMain.run(print(new ByteArrayOutputStream()), print(err), file.toString());
        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("bad.csv, line 2, demand_nodes: '-3' must be a number of nodes, 0 or more.");
    }

    private static Replay.Result replay(Trace trace, int fleet) {
        Policy policy = PolicyFile.defaults(trace.frameworks());
        return Replay.run(trace, policy, policy.firstShares(fleet), MOVE_SECONDS);
    }

    private static Baselines baselines(Trace trace, int fleet) {
        return new Baselines(trace, PolicyFile.defaults(trace.frameworks()).firstShares(fleet), MOVE_SECONDS);
    }

    private static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
