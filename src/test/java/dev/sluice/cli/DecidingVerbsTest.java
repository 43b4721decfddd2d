package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.view.DecisionView;
import dev.sluice.api.view.PauseView;
import dev.sluice.api.view.SuggestionView.EffectView;
import dev.sluice.api.view.SuggestionView.WhyNotView;
import dev.sluice.api.view.WhatIfView;
import dev.sluice.api.view.WhatIfView.PlannedView;
import dev.sluice.api.view.WhatIfView.PressureView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The verbs about decisions: plan, pause, resume, decisions. */
class DecidingVerbsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void planShowsWhatWouldMove() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            stub.answers(
                    "GET /api/plan?whatIf=spark.demand%3D1.8",
                    new WhatIfView(
                            List.of(new PressureView("spark", 1.8, "OVERLOADED", "demand: 9 cores wanted, 5 usable")),
                            List.of(new PlannedView(
                                    "yarn",
                                    "spark",
                                    List.of("node-4"),
                                    "Spark is at 1.80.",
                                    List.of(new EffectView("yarn", 3, 2, 0.3, 0.45)),
                                    List.of())),
                            List.of(new WhyNotView("nova", "WITHIN_TOLERANCE", "Nova is just right."))));
            // When
            int code = run(stub, "plan", "--what-if", "spark.demand=1.8");
            // Then
            assertThat(code).isZero();
            assertThat(text(out))
                    .contains("1.80", "overloaded", "Would move 1 node from yarn to spark: node-4")
                    .contains("Nova is just right.", "Nothing has been touched.");
        }
    }

    @Test
    void pauseSendsMinutes() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            stub.answers(
                    "POST /api/pauses",
                    new PauseView("yarn", "month end", "ann", Fleet.NOW, Fleet.NOW.plus(Duration.ofHours(8))));
            // When
            int code = run(stub, "pause", "yarn", "--for", "8h", "--reason", "month end");
            // Then
            assertThat(code).isZero();
            assertThat(stub.asked.getLast()).contains("\"minutes\":480", "\"framework\":\"yarn\"", "month end");
            assertThat(text(out)).contains("Paused yarn for 8 h");
        }
    }

    @Test
    void pauseSaysWhatIsPaused() throws IOException {
        try (StubServer stub = new StubServer()) {
            stub.answers("GET /api/pauses", List.of());
            assertThat(run(stub, "pause")).isZero();
            assertThat(text(out)).contains("Nothing is paused.");
        }
    }

    @Test
    void aTimeThatIsNoneIsRefused() throws IOException {
        try (StubServer stub = new StubServer()) {
            assertThat(run(stub, "pause", "--for", "soon", "--reason", "x")).isEqualTo(2);
            assertThat(text(err)).contains("--for 'soon' must be a time of a minute or more, as in 30m, 8h or 2d.");
            assertThat(stub.asked).isEmpty();
        }
    }

    @Test
    void resumeEndsThePauseOfAll() throws IOException {
        try (StubServer stub = new StubServer()) {
            stub.answers("DELETE /api/pauses/all", 204, "");
            assertThat(run(stub, "resume")).isZero();
            assertThat(stub.asked).containsExactly("DELETE /api/pauses/all");
        }
    }

    @Test
    void decisionsAreListedAndExplained() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            DecisionView decision = new DecisionView(
                    41,
                    Fleet.NOW,
                    "OPENED",
                    "s-7",
                    "sluice",
                    Map.of("frameworks", List.of("yarn had 3")),
                    Map.of(),
                    Map.of("tolerance", 0.1),
                    Map.of());
            stub.answers("GET /api/decisions?limit=20", List.of(decision));
            stub.answers("GET /api/decisions/41", decision);
            // Then
            assertThat(run(stub, "decisions")).isZero();
            assertThat(text(out)).contains("41", "opened", "s-7");
            assertThat(run(stub, "decisions", "41")).isZero();
            assertThat(text(out)).contains("Decision 41", "yarn had 3", "tolerance: 0.1");
        }
    }

    private int run(StubServer stub, String... arguments) {
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                true);
        Map<String, String> environment = Map.of("SLUICE_SERVER", stub.url(), "SLUICE_TOKEN", StubServer.TOKEN);
        return SluiceCommand.run(
                arguments, environment, Path.of("target"), Clock.fixed(Fleet.NOW, ZoneOffset.UTC), terminal);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
