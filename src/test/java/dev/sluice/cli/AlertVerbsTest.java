package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.AlertView.HintView;
import dev.sluice.api.view.AlertsView;
import dev.sluice.api.view.AlertsView.StormView;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The verbs about alerts. */
class AlertVerbsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listsWhatEachCausedOrWhyNothing() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            stub.answers(
                    "GET /api/alerts?limit=50",
                    new AlertsView(
                            new StormView(Fleet.NOW, Fleet.NOW, 101, "101 alerts were new within a minute."),
                            List.of(
                                    alert(7, "SparkLate", "FIRING", "HINTED", raise()),
                                    alert(6, "DiskFull", "RESOLVED", "NO_POLICY", null))));
            // When
            int code = run(stub, "alerts");
            // Then
            assertThat(code).isZero();
            assertThat(text(out))
                    .contains("101 alerts were new within a minute.")
                    .contains("spark raise to 3 nodes, overruled by metrics", "s-2")
                    .contains("DiskFull", "nothing: no policy");
        }
    }

    @Test
    void oneIsSaidInFull() throws IOException {
        try (StubServer stub = new StubServer()) {
            stub.answers("GET /api/alerts/7", alert(7, "SparkLate", "FIRING", "HINTED", raise()));
            assertThat(run(stub, "alerts", "7")).isZero();
            assertThat(text(out))
                    .contains(
                            "Alert 7, SparkLate",
                            "seen 6 times",
                            "Because.",
                            "Overruled by metrics so far.",
                            "Next allowed: ")
                    .contains("Suggestions while the hint was in effect: s-2.");
        }
    }

    @Test
    void nothingToResolveIsSaid() throws IOException {
        try (StubServer stub = new StubServer()) {
            stub.answers("GET /api/alerts?limit=500", new AlertsView(null, List.of()));
            assertThat(run(stub, "alert", "test", "--resolved")).isEqualTo(Fault.FAILED);
            assertThat(text(err)).contains("No sample with these labels fires");
        }
    }

    @Test
    void alertAloneAsksForAVerb() throws IOException {
        try (StubServer stub = new StubServer()) {
            assertThat(run(stub, "alert")).isEqualTo(Fault.USAGE);
            assertThat(text(err)).contains("./sluice alert test --help");
        }
    }

    private static HintView raise() {
        return new HintView("late", "spark", "RAISE", 2, 3, Fleet.NOW, Fleet.NOW.plus(Duration.ofHours(1)), true);
    }

    private static AlertView alert(long id, String name, String state, String verdict, @Nullable HintView hint) {
        return new AlertView(
                id,
                name,
                "ALERTMANAGER",
                "f" + id,
                state,
                Fleet.NOW.minusSeconds(95),
                null,
                Fleet.NOW,
                Fleet.NOW,
                6,
                Map.of("alertname", name),
                "It is late",
                verdict,
                "Because.",
                hint,
                hint == null ? null : "Overruled by metrics so far.",
                null,
                hint == null ? null : Fleet.NOW.plus(Duration.ofMinutes(15)),
                hint == null ? List.of() : List.of("s-2"));
    }

    @Test
    void aSampleIsSentAndWhatItCausesIsSaid() throws IOException {
        try (StubServer stub = new StubServer()) {
            // Given
            var fingerprint = "test-"
                    + Integer.toHexString(Map.of("alertname", "SluiceTest").hashCode());
            stub.answers("GET /api/alerts?limit=500", new AlertsView(null, List.of()));
            stub.answers("POST /api/alerts/alertmanager", Map.of("alerts", 1));
            stub.answers("GET /api/alerts?limit=500", new AlertsView(null, List.of(sample(fingerprint))));
            stub.answers("GET /api/alerts/9", sample(fingerprint));
            // When
            int code = run(stub, "alert", "test");
            // Then
            assertThat(code).isZero();
            assertThat(stub.asked)
                    .anyMatch(a -> a.startsWith("POST /api/alerts/alertmanager")
                            && a.contains("\"version\":\"4\"")
                            && a.contains("\"fingerprint\":\"" + fingerprint + "\"")
                            && a.contains("\"startsAt\":\"" + Fleet.NOW + "\""));
            assertThat(text(out)).contains("Alert 9, SluiceTest", "No alert policy matches its labels.");
        }
    }

    private static AlertView sample(String fingerprint) {
        return new AlertView(
                9,
                "SluiceTest",
                "ALERTMANAGER",
                fingerprint,
                "FIRING",
                Fleet.NOW,
                null,
                Fleet.NOW,
                Fleet.NOW,
                1,
                Map.of("alertname", "SluiceTest"),
                "A sample from the command line",
                "NO_POLICY",
                "No alert policy matches its labels.",
                null,
                null,
                null,
                null,
                List.of());
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
