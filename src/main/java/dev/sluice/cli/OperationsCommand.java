package dev.sluice.cli;

import dev.sluice.api.view.OperationView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice operations [ID]}. */
@Command(
        name = "operations",
        description = "Lists operations, running ones first; with an ID every node's steps.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice operations op-7 --watch")
final class OperationsCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "One operation, for example op-7.")
    private @Nullable String id;

    @Option(
            names = "--watch",
            description = "Follow it, or the newest that runs, to its end; exit code 4 unless it is done.")
    private boolean watch;

    @Option(names = "--limit", paramLabel = "N", description = "How many to list, 20 by default.")
    private int limit = 20;

    OperationsCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var asked = id;
        if (asked != null && !watch) {
            one(client.get(Paths.operation(asked)));
            return 0;
        }
        if (asked != null) {
            return new Follow(sluice, client).watch(asked, "DONE");
        }
        var answer = client.get("/api/operations?limit=" + limit);
        if (watch) {
            return List.of(answer.as(OperationView[].class)).stream()
                    .filter(StatusScreen::running)
                    .findFirst()
                    .map(running -> new Follow(sluice, client).watch(running.id(), "DONE"))
                    .orElseGet(() -> {
                        sluice.terminal().line("No operation is running.");
                        return 0;
                    });
        }
        if (!sluice.printedAsJson(answer)) {
            list(List.of(answer.as(OperationView[].class)));
        }
        return 0;
    }

    private void one(Client.Answer answer) {
        if (!sluice.printedAsJson(answer)) {
            new OperationScreen(answer.as(OperationView.class), sluice.clock().instant(), sluice.ink())
                    .full()
                    .forEach(sluice.terminal()::line);
        }
    }

    private void list(List<OperationView> operations) {
        if (operations.isEmpty()) {
            sluice.terminal().line("Nothing has been moved yet.");
            return;
        }
        var ink = sluice.ink();
        var now = sluice.clock().instant();
        var table = new Table("ID", "MOVE", "STATUS", "SUMMARY", "BY", ">STARTED", "REASON");
        for (var operation : operations) {
            table.row(
                    ink.bold(operation.id()),
                    new OperationScreen(operation, now, ink).ends(),
                    OperationScreen.status(operation.status(), ink),
                    operation.summary(),
                    operation.actor(),
                    Words.between(operation.createdAt(), now) + " ago",
                    operation.reason());
        }
        table.lines(ink).forEach(sluice.terminal()::line);
    }
}
