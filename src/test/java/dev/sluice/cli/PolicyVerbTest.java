package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.PolicyPreviewView;
import dev.sluice.api.view.PolicyPreviewView.ExpectedView;
import dev.sluice.api.view.PolicyPreviewView.KeyView;
import dev.sluice.api.view.PolicyView;
import dev.sluice.api.view.PolicyView.ChangeView;
import dev.sluice.api.view.WhatIfView.PlannedView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyVerbTest {

    private static final FrameworkView.RulesView CONFIGURED = new FrameworkView.RulesView(1, 3, 40, 1, 0.75, "SUGGEST");
    private static final FrameworkView.RulesView SMALL = new FrameworkView.RulesView(1, 3, 20, 1, 0.75, "SUGGEST");
    private static final ChangeView CHANGE = new ChangeView(1, Fleet.NOW, "ada", "month end", CONFIGURED, SMALL);
    private static final PolicyView CHANGED = new PolicyView("spark", "Spark", SMALL, CONFIGURED, true, 1, CHANGE);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void showsAllAndOne() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            stub.answers("GET /api/policies", List.of(CHANGED));
            stub.answers("GET /api/policies/spark", CHANGED);
            stub.answers("GET /api/policies/spark/changes", List.of(CHANGE));
            // Then
            assertThat(run(stub, "policy")).isZero();
            assertThat(text(out)).contains("spark", "20", "ada");
            assertThat(run(stub, "policy", "spark")).isZero();
            assertThat(text(out)).contains("cap 20", "ada: month end", "cap 40");
        }
    }

    @Test
    void aChangeIsADryRunUnlessItIsSaidOtherwise() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            var plan = new PlannedView("yarn", "spark", List.of("y1"), "Because.", List.of(), List.of());
            stub.answers(
                    "PUT /api/policies/spark",
                    new PolicyPreviewView(
                            "spark",
                            0,
                            SMALL,
                            List.of(new KeyView("cap", "40", "20")),
                            List.of(new ExpectedView(plan, false)),
                            List.of(),
                            List.of("Spark holds 30 nodes.")));
            // When
            int code = run(stub, "policy", "spark", "--cap", "20");
            // Then
            assertThat(code).isZero();
            assertThat(stub.asked.getLast()).contains("\"cap\":20", "\"dryRun\":true");
            assertThat(text(out))
                    .contains("cap: 40 → 20", "Spark holds 30 nodes.", "suggested now:  1 node from yarn to spark")
                    .contains("suggested then: nothing", "Nothing has been changed.");
        }
    }

    @Test
    void aChangeNeedsAReason() throws IOException {
        try (StubServer stub = new StubServer()) {
            assertThat(run(stub, "policy", "spark", "--cap", "20", "--yes")).isEqualTo(Fault.USAGE);
            assertThat(text(err)).contains("Give --reason too");
            assertThat(run(stub, "policy", "--cap", "20")).isEqualTo(Fault.USAGE);
            assertThat(stub.asked).isEmpty();
        }
    }

    @Test
    void aChangeIsDone() throws IOException {
        try (StubServer stub = new StubServer()) {
            stub.answers("PUT /api/policies/spark", CHANGED);
            assertThat(run(stub, "policy", "spark", "--cap", "20", "--reason", "month end", "--yes"))
                    .isZero();
            assertThat(stub.asked.getLast()).contains("\"dryRun\":false", "month end");
            assertThat(text(out)).contains("Changed: spark has guarantee 1, deserved 3, cap 20");
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
