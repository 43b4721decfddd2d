package dev.sluice.cli;

import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.ReasonRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice pin NODE} and {@code sluice unpin NODE}. */
abstract class PinCommand implements Callable<Integer> {

    private final SluiceCommand sluice;
    private final String verb;
    private final String done;

    @Parameters(paramLabel = "NODE", description = "The node, for example node-4.")
    private String node = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    PinCommand(SluiceCommand sluice, String verb, String done) {
        this.sluice = sluice;
        this.verb = verb;
        this.done = done;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().post(Paths.node(node) + "/" + verb, new ReasonRequest(reason));
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal().line(answer.as(NodeView.class).id() + " " + done + ".");
        }
        return 0;
    }

    /** {@code sluice pin NODE}. */
    @Command(
            name = "pin",
            description = "Keeps a node where it is: nothing moves it until it is unpinned.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice pin node-4 --reason \"its licence is bound to it\"")
    static final class Pin extends PinCommand {
        Pin(SluiceCommand sluice) {
            super(sluice, "pin", "is pinned");
        }
    }

    /** {@code sluice unpin NODE}. */
    @Command(
            name = "unpin",
            description = "Takes a node's pin away.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice unpin node-4 --reason \"the licence is gone\"")
    static final class Unpin extends PinCommand {
        Unpin(SluiceCommand sluice) {
            super(sluice, "unpin", "is not pinned any more");
        }
    }
}
