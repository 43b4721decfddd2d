package dev.sluice.cli;

import dev.sluice.api.view.SuggestionView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice approve ID}. */
@Command(
        name = "approve",
        description = "Approves a suggestion: it is checked again on fresh data, then its nodes move.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice approve s-12 --watch")
final class ApproveCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(paramLabel = "ID", description = "The suggestion, for example s-12.")
    private String id = "";

    @Option(names = "--watch", description = "Follow the operation to its end; exit code 4 unless it is done.")
    private boolean watch;

    ApproveCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var answer = client.post(Paths.suggestion(id) + "/approve", null);
        var approved = answer.as(SuggestionView.class);
        var operation = approved.operation();
        if (operation == null) {
            throw new Fault(Fault.FAILED, approved.id() + " was approved, but the server names no operation for it.");
        }
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal()
                    .line("Approved " + approved.id() + ": " + operation + " moves " + Words.few(approved.nodes())
                            + " from " + Words.owner(approved.from()) + " to " + approved.to() + ".");
        }
        return new Follow(sluice, client).afterStart(operation, watch, "DONE");
    }
}
