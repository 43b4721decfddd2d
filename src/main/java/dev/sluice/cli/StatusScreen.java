package dev.sluice.cli;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code sluice status}: pressures, nodes, suggestions, what runs and what needs a person. */
record StatusScreen(StatusView status, String server, Ink ink) {

    private static final Set<String> HEALTHY = Set.of("SETTLED", "MOVING");

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(headline());
        lines.add("");
        lines.addAll(frameworks());
        notes(lines);
        attention(lines);
        lines.add("");
        if (status.suggestions().isEmpty()) {
            lines.add("Nothing to suggest.");
        }
        var blocks = new ArrayList<List<String>>();
        status.suggestions().forEach(s -> blocks.add(new SuggestionScreen(s, status.at(), ink).brief()));
        status.operations().stream()
                .filter(StatusScreen::running)
                .forEach(o -> blocks.add(new OperationScreen(o, status.at(), ink).brief()));
        for (var block : blocks) {
            if (!lines.getLast().isEmpty()) {
                lines.add("");
            }
            lines.addAll(block);
        }
        return lines;
    }

    private String headline() {
        var health = status.health();
        var agents = health.agentsConnected() + " of " + health.agentsKnown() + " agents connected";
        var moving = status.operations().stream().filter(StatusScreen::running).count();
        var parts = new ArrayList<String>();
        parts.add(ink.bold("Sluice"));
        parts.add(server);
        parts.add(Words.count(health.nodes(), "node"));
        parts.add(health.agentsConnected() < health.agentsKnown() ? ink.yellow(agents) : agents);
        if (moving > 0) {
            parts.add(Words.count((int) moving, "operation") + " running");
        }
        if (health.stuck() > 0) {
            parts.add(ink.red(Words.count(health.stuck(), "move") + " stuck"));
        }
        return String.join(ink.dot(), parts);
    }

    private List<String> frameworks() {
        var scale = ink.unicode() ? "0─────────1─────────2" : "0---------1---------2";
        var table = new Table(
                "FRAMEWORK", scale, ">PRESSURE", "VERDICT", ">SUPPLY", ">DEMAND", ">NODES", ">WAITING", ">READ");
        for (var framework : status.frameworks()) {
            var pressure = framework.pressure();
            table.row(
                    ink.bold(framework.title()),
                    Bar.pressure(pressure.value(), pressure.verdict(), ink),
                    Bar.ink(Words.ratio(pressure.value(), ink), pressure.verdict(), ink),
                    Bar.ink(Words.lower(pressure.verdict()), pressure.verdict(), ink),
                    part(framework, "SUPPLY"),
                    part(framework, "DEMAND"),
                    nodes(framework),
                    String.valueOf(framework.pendingWork()),
                    Words.ago(framework.ageSeconds()));
        }
        var idle = status.nodes().stream().filter(n -> n.owner() == null).count();
        if (idle > 0) {
            table.row(ink.dim("reservoir"), "", "", "", "", "", String.valueOf(idle), "", "");
        }
        return table.lines(ink);
    }

    private String part(FrameworkView framework, String part) {
        var pressure = framework.pressure();
        var value = Words.ratio("SUPPLY".equals(part) ? pressure.supply() : pressure.demand(), ink);
        return part.equals(pressure.wonBy()) ? ink.bold(ink.winner() + value) : value;
    }

    private static String nodes(FrameworkView framework) {
        return framework.serving() == framework.nodes()
                ? String.valueOf(framework.nodes())
                : framework.serving() + " of " + framework.nodes();
    }

    private void notes(List<String> lines) {
        var storm = status.health().storm();
        if (storm != null) {
            lines.add(ink.yellow("  A storm of alerts: " + storm.sentence()));
        }
        for (var framework : status.frameworks()) {
            if (framework.error() != null) {
                lines.add(ink.yellow("  " + framework.title() + " does not answer: " + framework.error()));
            }
            if (framework.pressure().note() != null) {
                lines.add(ink.dim(
                        "  " + framework.title() + ": " + framework.pressure().note()));
            }
        }
    }

    private void attention(List<String> lines) {
        status.nodes().stream()
                .filter(n -> !HEALTHY.contains(n.state()) || n.note() != null)
                .forEach(n -> lines.add(ink.yellow("  " + sentence(n))));
    }

    private static String sentence(NodeView node) {
        var state = HEALTHY.contains(node.state()) ? "" : " is in state " + Words.lower(node.state());
        return node.id() + state + (node.note() == null ? "" : ": " + node.note());
    }

    static boolean running(OperationView operation) {
        return "RUNNING".equals(operation.status());
    }
}
