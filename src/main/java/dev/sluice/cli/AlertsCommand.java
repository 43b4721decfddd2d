package dev.sluice.cli;

import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.AlertsView;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice alerts [ID]}. */
@Command(
        name = "alerts",
        description = "Shows the alerts that came in, newest first, and what each caused or why nothing.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./sluice alerts", "  ./sluice alerts 7"})
final class AlertsCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "One episode, for example 7.")
    private @Nullable Long id;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (50).")
    private int limit = 50;

    AlertsCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var answer = id == null ? client.get("/api/alerts?limit=" + limit) : client.get("/api/alerts/" + id);
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        if (id == null) {
            list(answer.as(AlertsView.class));
        } else {
            explain(sluice, answer.as(AlertView.class));
        }
        return 0;
    }

    private void list(AlertsView alerts) {
        var ink = sluice.ink();
        if (alerts.storm() != null) {
            sluice.terminal().line(ink.yellow(alerts.storm().sentence()));
        }
        if (alerts.episodes().isEmpty()) {
            sluice.terminal().line("No alert has come in yet.");
            return;
        }
        var now = sluice.clock().instant();
        var table = new Table(">ID", "ALERT", "STATE", ">SINCE", ">SEEN", "CAUSED", "SUGGESTIONS");
        alerts.episodes()
                .forEach(e -> table.row(
                        Long.toString(e.id()),
                        ink.bold(e.name()),
                        Words.lower(e.state()),
                        Words.between(e.startsAt(), now),
                        Integer.toString(e.seen()),
                        caused(e),
                        Words.list(e.suggestions())));
        table.lines(ink).forEach(sluice.terminal()::line);
    }

    private static String caused(AlertView alert) {
        var hint = alert.hint();
        if (hint == null) {
            return "nothing: " + Words.lower(alert.verdict());
        }
        var nodes = hint.nodes() == null ? "" : " to " + Words.count(hint.nodes(), "node");
        var overruled = alert.metrics() != null && alert.confirmedAt() == null ? ", overruled by metrics" : "";
        return hint.framework() + " " + Words.lower(hint.action()) + nodes + (hint.inEffect() ? "" : ", over")
                + overruled;
    }

    /** One episode in full. */
    static void explain(SluiceCommand sluice, AlertView alert) {
        var ink = sluice.ink();
        var terminal = sluice.terminal();
        terminal.line(ink.bold("Alert " + alert.id() + ", " + alert.name()) + ink.dot() + Words.lower(alert.state())
                + " since " + alert.startsAt() + ink.dot() + "from " + Words.lower(alert.source()) + ink.dot() + "seen "
                + Words.count(alert.seen(), "time"));
        if (!alert.summary().isEmpty()) {
            terminal.line("  " + alert.summary());
        }
        new TreeMap<>(alert.labels()).forEach((key, value) -> terminal.line("  " + ink.dim(key + "=" + value)));
        terminal.line(alert.why());
        if (alert.metrics() != null) {
            terminal.line(alert.metrics());
        }
        if (!alert.suggestions().isEmpty()) {
            terminal.line("Suggestions while the hint was in effect: " + Words.list(alert.suggestions()) + ".");
        }
        if (alert.nextAt() != null) {
            terminal.line("Next allowed: " + alert.nextAt() + ".");
        }
    }
}
