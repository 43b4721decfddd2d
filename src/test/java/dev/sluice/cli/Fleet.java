package dev.sluice.cli;

import dev.sluice.api.view.AgentView;
import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.FrameworkView.PressureView;
import dev.sluice.api.view.FrameworkView.RulesView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.OperationView.MoveView;
import dev.sluice.api.view.OperationView.StepView;
import dev.sluice.api.view.OperationView.TotalsView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.StatusView.HealthView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.api.view.SuggestionView.EffectView;
import dev.sluice.api.view.SuggestionView.WhyNotView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Six nodes: Spark starves on two, YARN idles on three, one is in the reservoir; op-7 moves one. */
final class Fleet {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Fleet() {}

    static StatusView status() {
        return new StatusView(
                NOW,
                new HealthView(true, "host-a", 3, 5, 6, 6, 0, 1, null),
                frameworks(),
                nodes(),
                List.of(suggestion("OPEN")),
                List.of(operation("RUNNING", "DRAINING"), operation("DONE", "MOVED")));
    }

    static List<FrameworkView> frameworks() {
        return List.of(
                framework(
                        "nova",
                        "OpenStack",
                        0,
                        new PressureView(null, null, null, "NONE", "UNKNOWN", 0, null, null, null),
                        null),
                framework(
                        "spark",
                        "Spark",
                        2,
                        new PressureView(1.62, 1.31, 1.62, "DEMAND", "OVERLOADED", 1, 0.02, 1.7, null),
                        null),
                framework(
                        "yarn",
                        "YARN",
                        3,
                        new PressureView(0.33, 0.33, 0.1, "SUPPLY", "SLACK", 1, null, null, null),
                        "http://127.0.0.1:8088 did not answer in 10 s"));
    }

    private static FrameworkView framework(
            String id, String title, int nodes, PressureView pressure, @Nullable String error) {
        return new FrameworkView(
                id,
                title,
                id,
                nodes,
                Math.max(0, nodes - (id.equals("yarn") ? 1 : 0)),
                id.equals("yarn") ? 1 : 0,
                new RulesView(1, 3, 6, 1, 0.7, "SUGGEST"),
                pressure,
                id.equals("spark") ? 7 : 0,
                nodes == 0 ? null : 2L,
                error,
                List.of());
    }

    static List<AgentView> agents() {
        return List.of(
                new AgentView(
                        "node-1",
                        true,
                        NOW.minusSeconds(3),
                        "1.0",
                        "spark",
                        "RUNNING",
                        7,
                        "pid 4711, up 12 s",
                        true,
                        NOW.plusSeconds(20 * 86400)),
                new AgentView(
                        "node-2",
                        false,
                        NOW.minusSeconds(7300),
                        null,
                        null,
                        "STOPPED",
                        9,
                        "no process of any role lives",
                        false,
                        null));
    }

    static List<NodeView> nodes() {
        var nodes = new ArrayList<NodeView>();
        nodes.add(node("node-1", "spark", "SETTLED", null, 0.97, "CONNECTED", "spark RUNNING", null));
        nodes.add(node("node-2", "spark", "SETTLED", null, 0.91, "CONNECTED", "spark RUNNING", null));
        nodes.add(node("node-3", "yarn", "MOVING", "DRAINING", 0.12, "CONNECTED", "yarn RUNNING", null));
        nodes.add(node("node-4", "yarn", "SETTLED", null, 0.08, "CONNECTED", "yarn RUNNING", null));
        nodes.add(
                node("node-5", "yarn", "CONFLICT", null, null, "AWAY", null, "Spark lists it too, and so does YARN."));
        nodes.add(node("node-6", null, "SETTLED", null, 0.01, "CONNECTED", null, null));
        return nodes;
    }

    private static NodeView node(
            String id,
            @Nullable String owner,
            String state,
            @Nullable String step,
            @Nullable Double cpu,
            String agent,
            @Nullable String role,
            @Nullable String note) {
        return new NodeView(
                id,
                owner,
                state,
                step,
                step == null ? null : "op-7",
                "r1",
                2,
                4.0 * (1L << 30),
                List.of("spark", "yarn"),
                cpu,
                cpu == null ? null : 0.4,
                owner == null ? null : 3,
                cpu == null ? null : 4L,
                List.of("agent"),
                agent,
                role,
                note,
                null,
                Map.of(),
                null,
                null,
                null);
    }

    static final DrainView DRAIN = new DrainView(
            57,
            40.2,
            121.0,
            40.2,
            "A drain of YARN usually takes 40 s, one in ten more than 2 min (from 57 past drains).");

    static SuggestionView suggestion(String state) {
        return new SuggestionView(
                "s-12",
                state,
                "yarn",
                "spark",
                List.of("node-4"),
                "Spark's waiting work would fill 1.2 more nodes, and YARN uses a third of its own.",
                List.of(new EffectView("yarn", 3, 2, 0.33, 0.5), new EffectView("spark", 2, 3, 1.62, 1.08)),
                List.of(
                        new WhyNotView("node-3", "MOVING", "op-7 moves it."),
                        new WhyNotView("node-5", "NEEDS_PERSON", "It is in conflict.")),
                NOW.minusSeconds(30),
                NOW.plusSeconds(270),
                "APPROVED".equals(state) ? "op-8" : null,
                "OPEN".equals(state) ? DRAIN : null);
    }

    static OperationView operation(String status, String state) {
        var running = "RUNNING".equals(status);
        return new OperationView(
                running ? "op-7" : "op-6",
                "yarn",
                "spark",
                "month end",
                "local",
                status,
                running ? "0 of 1 moved, 1 " + state.toLowerCase(java.util.Locale.ROOT) : "1 of 1 moved",
                true,
                NOW.minusSeconds(48),
                running ? null : NOW.minusSeconds(3),
                running ? new TotalsView(1, 0, 1, 0, 0, 0, 0) : new TotalsView(1, 1, 0, 0, 0, 0, 0),
                List.of(move(state)));
    }

    static MoveView move(String state) {
        var draining = "DRAINING".equals(state);
        return new MoveView(
                "node-3",
                state,
                NOW.minusSeconds(9),
                "MOVED".equals(state) ? null : NOW.plusSeconds(291),
                draining ? 3 : null,
                draining ? 90L : null,
                draining ? List.of("container_12 of pi: runs to its end") : List.of(),
                null,
                null,
                List.of("UNDO"),
                List.of(
                        new StepView("drain", draining ? "RUNNING" : "DONE", NOW.minusSeconds(9), null),
                        new StepView("release", draining ? "WAITING" : "DONE", null, null),
                        new StepView("join", "MOVED".equals(state) ? "DONE" : "WAITING", null, null)));
    }
}
