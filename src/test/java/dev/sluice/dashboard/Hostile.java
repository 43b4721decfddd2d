package dev.sluice.dashboard;

import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.OperationView.TotalsView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.SuggestionView;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A fleet whose every free text tries to be more than a text. */
final class Hostile {

    private static final String SCRIPT = "<script>window.hacked = 1</script>";
    private static final String RIGHT_TO_LEFT = "\u202Egnorw era sretteL\u202C \u05D0\u05D1\u05D2";
    private static final String LONG = "x".repeat(300);
    private static final String IMAGE = "\"><img src=x onerror='window.hacked = 2'>";

    private Hostile() {}

    static StatusView fleet() {
        var at = Instant.now();
        var framework = new FrameworkView(
                "evil",
                SCRIPT + RIGHT_TO_LEFT,
                "spark",
                1,
                1,
                0,
                new FrameworkView.RulesView(0, 1, 2, 1, 0.75, "SUGGEST"),
                new FrameworkView.PressureView(1.0, 1.0, 1.0, "SUPPLY", "RIGHT", 1, null, null, IMAGE + LONG),
                0,
                1L,
                null,
                List.of(1.0, 1.0));
        var node = new NodeView(
                "node-1",
                "evil",
                "QUARANTINED",
                null,
                null,
                LONG,
                1,
                1,
                List.of("evil"),
                0.5,
                0.5,
                1,
                1L,
                List.of(SCRIPT),
                "CONNECTED",
                IMAGE,
                RIGHT_TO_LEFT + LONG,
                new NodeView.PinView(SCRIPT, IMAGE + LONG, at),
                Map.of(SCRIPT, IMAGE + LONG),
                null,
                null,
                null);
        var suggestion = new SuggestionView(
                "s-1",
                "OPEN",
                "evil",
                "evil",
                List.of("node-1"),
                SCRIPT + LONG,
                List.of(),
                List.of(new SuggestionView.WhyNotView(IMAGE, "DWELL", SCRIPT)),
                at,
                at,
                null,
                new DrainView(3, 1.0, 1.0, 1.0, SCRIPT + LONG));
        var operation = new OperationView(
                "op-1",
                "evil",
                null,
                IMAGE + LONG,
                SCRIPT,
                "RUNNING",
                SCRIPT,
                true,
                at,
                null,
                new TotalsView(0, 0, 0, 0, 0, 0, 0),
                List.of());
        return new StatusView(
                at,
                new StatusView.HealthView(true, SCRIPT, 1, 1, 1, 1, 0, 1, null),
                List.of(framework),
                List.of(node),
                List.of(suggestion),
                List.of(operation));
    }
}
