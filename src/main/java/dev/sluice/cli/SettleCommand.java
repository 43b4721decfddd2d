package dev.sluice.cli;

import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.SettleRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice settle NODE}. */
@Command(
        name = "settle",
        description = "Decides whose a frozen node is: in conflict, quarantined or lost. Its agent is told to run that"
                + " framework's worker and no other.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice settle node-4 --owner spark --reason \"YARN's worker there was started by hand\"")
final class SettleCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(paramLabel = "NODE", description = "The node, for example node-4.")
    private String node = "";

    @Option(
            names = "--owner",
            required = true,
            paramLabel = "ID",
            description = "Whose it is from now on: a framework or 'reservoir'.")
    private String owner = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    SettleCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().post(Paths.node(node) + "/settle", new SettleRequest(owner, reason));
        if (!sluice.printedAsJson(answer)) {
            var settled = answer.as(NodeView.class);
            sluice.terminal().line(settled.id() + " is settled with " + Words.owner(settled.owner()) + ".");
        }
        return 0;
    }
}
