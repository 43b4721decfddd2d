package dev.sluice.cli;

import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.MoveRequest;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.PlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice move}. */
@Command(
        name = "move",
        customSynopsis =
                "sluice move --from ID --to ID (--nodes N | --node ID,ID) --reason TEXT [--yes [--watch]] [OPTIONS]",
        description =
                "Moves nodes from one framework to another. Shows the plan and touches nothing unless --yes is given.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice move --from yarn --to spark --nodes 2 --reason \"month end\"",
            "  ./sluice move --from yarn --to spark --node node-4,node-5 --reason \"month end\" --yes --watch"
        })
final class MoveCommand implements Callable<Integer> {

    private static final String RESERVOIR = "reservoir";

    private final SluiceCommand sluice;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "ID",
            description = "Who gives: a framework or 'reservoir'.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "ID", description = "Who takes: a framework or 'reservoir'.")
    private String to = "";

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--watch", description = "Follow the operation to its end; exit code 4 unless it is done.")
    private boolean watch;

    /** Either how many or which ones. */
    static final class Which {
        @Option(names = "--nodes", required = true, paramLabel = "N", description = "How many; Sluice chooses which.")
        private @Nullable Integer count;

        @Option(
                names = "--node",
                required = true,
                split = ",",
                paramLabel = "ID",
                description = "Which ones, separated by commas.")
        private @Nullable List<String> names;
    }

    MoveCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var request = new MoveRequest(end(from), end(to), which.count, which.names, reason, !yes);
        var answer = client.post("/api/operations", request);
        if (!yes) {
            return plan(answer);
        }
        var started = answer.as(OperationView.class);
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal()
                    .line("Started " + started.id() + ": "
                            + Words.list(
                                    started.moves().stream().map(m -> m.node()).toList()) + " from "
                            + from + " to " + to + ".");
        }
        return new Follow(sluice, client).afterStart(started.id(), watch, "DONE");
    }

    private int plan(Client.Answer answer) {
        var plan = answer.as(PlanView.class);
        if (!sluice.printedAsJson(answer)) {
            describe(plan).forEach(sluice.terminal()::line);
        }
        return plan.problems().isEmpty() ? 0 : Fault.REFUSED;
    }

    private List<String> describe(PlanView plan) {
        var ink = sluice.ink();
        var lines = new ArrayList<String>();
        if (!plan.nodes().isEmpty()) {
            lines.add(ink.bold("Plan") + ink.dot() + "move "
                    + Words.count(plan.nodes().size(), "node") + " from " + from + " to " + to + ": "
                    + Words.list(plan.nodes()));
        }
        plan.effects().forEach(effect -> lines.add("  " + SuggestionScreen.effect(effect, ink)));
        DrainView drain = plan.drain();
        if (drain != null) {
            lines.add("  " + drain.sentence());
        }
        if (!plan.problems().isEmpty()) {
            lines.add(ink.red("It cannot start:"));
            plan.problems().forEach(problem -> lines.add("  " + problem));
            return lines;
        }
        lines.add("Nothing has been touched. To do exactly this:");
        lines.add("  ./sluice move --from " + Words.shell(from) + " --to " + Words.shell(to) + " --node "
                + Words.shell(String.join(",", plan.nodes())) + " --reason " + Words.shell(reason) + " --yes"
                + sluice.repeated());
        return lines;
    }

    private static @Nullable String end(String name) {
        return RESERVOIR.equals(name) ? null : name;
    }
}
