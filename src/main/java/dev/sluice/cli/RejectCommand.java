package dev.sluice.cli;

import dev.sluice.api.view.ReasonRequest;
import dev.sluice.api.view.SuggestionView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice reject ID}. */
@Command(
        name = "reject",
        description = "Rejects a suggestion.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice reject s-12 --reason \"month end, leave YARN alone\"")
final class RejectCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(paramLabel = "ID", description = "The suggestion, for example s-12.")
    private String id = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    RejectCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().post(Paths.suggestion(id) + "/reject", new ReasonRequest(reason));
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal().line("Rejected " + answer.as(SuggestionView.class).id() + ".");
        }
        return 0;
    }
}
