package dev.sluice.cli;

import dev.sluice.api.view.NodeView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice nodes}. */
@Command(
        name = "nodes",
        description = "Lists the nodes: who holds each, how busy it is, and what its agent runs.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice nodes --framework spark")
final class NodesCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Option(names = "--framework", paramLabel = "ID", description = "Only those of this framework, or of 'reservoir'.")
    private @Nullable String framework;

    @Option(names = "--state", paramLabel = "STATE", description = "Only those in this state, for example moving.")
    private @Nullable String state;

    NodesCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().get("/api/nodes" + query());
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var ink = sluice.ink();
        var table = new Table(
                "NODE", "OWNER", "STATE", ">CPU", ">MEMORY", ">WORK", ">SIGNAL", "AGENT", "RUNS", ">SIZE", "NOTE");
        for (var node : List.of(answer.as(NodeView[].class))) {
            table.row(
                    ink.bold(node.id()),
                    Words.owner(node.owner()),
                    state(node, ink),
                    Words.percent(node.cpu(), ink),
                    Words.percent(node.memory(), ink),
                    node.running() == null ? ink.none() : String.valueOf(node.running()),
                    Words.ago(node.signalAgeSeconds()),
                    "CONNECTED".equals(node.agent()) ? "connected" : ink.yellow(Words.lower(node.agent())),
                    node.role() == null ? ink.none() : Words.lower(node.role()),
                    Math.round(node.cores()) + " x " + Words.gibibytes(node.memoryBytes()),
                    note(node, ink));
        }
        table.lines(ink).forEach(sluice.terminal()::line);
        return 0;
    }

    private static String note(NodeView node, Ink ink) {
        var parts = new ArrayList<String>();
        if (node.note() != null) {
            parts.add(ink.yellow(node.note()));
        }
        var pin = node.pin();
        if (pin != null) {
            parts.add("pinned by " + pin.actor() + ": " + pin.reason());
        }
        return String.join(" ", parts);
    }

    private static String state(NodeView node, Ink ink) {
        if ("SETTLED".equals(node.state())) {
            return node.pin() == null ? "settled" : "settled, " + ink.bold("pinned");
        }
        var step = node.step() == null ? Words.lower(node.state()) : Words.lower(node.step());
        return "MOVING".equals(node.state())
                ? ink.blue(step + (node.operation() == null ? "" : " (" + node.operation() + ")"))
                : ink.yellow(step);
    }

    private String query() {
        var parts = new ArrayList<String>();
        if (framework != null) {
            parts.add("framework=" + URLEncoder.encode(framework, StandardCharsets.UTF_8));
        }
        if (state != null) {
            parts.add("state=" + URLEncoder.encode(state, StandardCharsets.UTF_8));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
