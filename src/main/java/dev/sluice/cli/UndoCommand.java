package dev.sluice.cli;

import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.ReasonRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice undo ID}. */
@Command(
        name = "undo",
        description =
                "Takes an operation back: running moves return, moved nodes go back as new moves. Shows what it is"
                        + " about and touches nothing unless --yes is given.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice undo op-7 --reason \"wrong framework\" --yes --watch")
final class UndoCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(paramLabel = "ID", description = "The operation, for example op-7.")
    private String id = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--watch", description = "Follow it to its end; exit code 4 unless it is done or undone.")
    private boolean watch;

    UndoCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        if (!yes) {
            return preview(client.get(Paths.operation(id)));
        }
        var answer = client.post(Paths.operation(id) + "/undo", new ReasonRequest(reason));
        var undoing = answer.as(OperationView.class);
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal().line("Undoing " + id + ": " + undoing.id() + ", " + undoing.summary() + ".");
        }
        return new Follow(sluice, client).afterStart(undoing.id(), watch, "UNDONE");
    }

    private int preview(Client.Answer answer) {
        var operation = answer.as(OperationView.class);
        if (!operation.undoable()) {
            throw new Fault(Fault.REFUSED, operation.id() + " cannot be undone: nothing of it is left to take back.");
        }
        if (!sluice.printedAsJson(answer)) {
            new OperationScreen(operation, sluice.clock().instant(), sluice.ink())
                    .brief()
                    .forEach(sluice.terminal()::line);
            sluice.terminal().line("Nothing has been touched. To take it back:");
            sluice.terminal()
                    .line("  ./sluice undo " + operation.id() + " --reason " + Words.shell(reason) + " --yes"
                            + sluice.repeated());
        }
        return 0;
    }
}
