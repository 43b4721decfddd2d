package dev.sluice.cli;

import dev.sluice.api.view.ControlRequest;
import dev.sluice.api.view.ControlView;
import dev.sluice.api.view.OperationView;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What a person may do about an operation. The dangerous ones show what they would do, and do it with {@code --yes} only;
 * the others do it at once.
 */
abstract class ControlCommand implements Callable<Integer> {

    private final SluiceCommand sluice;
    private final String verb;

    @Parameters(paramLabel = "OP", description = "The operation, for example op-7.")
    private String id = "";

    @Option(names = "--node", paramLabel = "ID", description = "Only this node's move; every move without it.")
    private @Nullable String node;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    @Option(names = "--watch", description = "Follow it to its end; exit code 4 unless it is done or undone.")
    private boolean watch;

    ControlCommand(SluiceCommand sluice, String verb) {
        this.sluice = sluice;
        this.verb = verb;
    }

    /** Whether it was said that this is meant. */
    abstract boolean meant();

    @Nullable
    Long seconds() {
        return null;
    }

    /** The options of its own, for the command to repeat. */
    String ownOptions() {
        return "";
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var answer = client.post(Paths.control(id, node, verb), new ControlRequest(reason, seconds(), !meant()));
        if (!meant()) {
            return preview(answer);
        }
        var now = answer.as(OperationView.class);
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal()
                    .line(Words.capital(verb) + " of " + target() + ": " + now.id() + ", " + now.summary() + ".");
        }
        return new Follow(sluice, client).afterStart(now.id(), watch, "UNDONE");
    }

    private String target() {
        return node == null ? id : node + " in " + id;
    }

    private int preview(Client.Answer answer) {
        var outlook = answer.as(ControlView.class);
        if (!sluice.printedAsJson(answer)) {
            outlook.moves().forEach(m -> sluice.terminal().line("  " + m.sentence()));
            sluice.terminal()
                    .line(
                            outlook.possible()
                                    ? "Nothing has been touched. To do it:"
                                    : "There is nothing to " + verb + ".");
            if (outlook.possible()) {
                sluice.terminal()
                        .line("  ./sluice " + verb + " " + Words.shell(id)
                                + (node == null ? "" : " --node " + Words.shell(node)) + ownOptions() + " --reason "
                                + Words.shell(reason) + " --yes" + sluice.repeated());
            }
        }
        return outlook.possible() ? 0 : Fault.REFUSED;
    }

    /** One that shows what it would do unless it is told to do it. */
    abstract static class Dangerous extends ControlCommand {

        @Option(names = "--yes", description = "Do it.")
        private boolean yes;

        Dangerous(SluiceCommand sluice, String verb) {
            super(sluice, verb);
        }

        @Override
        boolean meant() {
            return yes;
        }
    }

    /** One that does it at once. */
    abstract static class Plain extends ControlCommand {

        @Option(names = "--dry-run", description = "Show what it would do, and touch nothing.")
        private boolean dryRun;

        Plain(SluiceCommand sluice, String verb) {
            super(sluice, verb);
        }

        @Override
        boolean meant() {
            return !dryRun;
        }
    }

    /** {@code sluice undo OP}. */
    @Command(
            name = "undo",
            description =
                    "Takes an operation back: running moves return, moved nodes go back as new moves. Shows what it"
                            + " would do and touches nothing unless --yes is given.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice undo op-7 --reason \"wrong framework\" --yes --watch")
    static final class Undo extends Dangerous {
        Undo(SluiceCommand sluice) {
            super(sluice, "undo");
        }
    }

    /** {@code sluice force OP}. */
    @Command(
            name = "force",
            description = "Ends the work that holds up a drain, so that the node moves now. Shows what it would do and"
                    + " touches nothing unless --yes is given.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice force op-7 --node node-4 --reason \"the job hangs\" --yes")
    static final class Force extends Dangerous {
        Force(SluiceCommand sluice) {
            super(sluice, "force");
        }
    }

    /** {@code sluice cancel OP}. */
    @Command(
            name = "cancel",
            description = "Leaves where they are the nodes of an operation whose move has not begun.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice cancel op-7 --reason \"enough for now\"")
    static final class Cancel extends Plain {
        Cancel(SluiceCommand sluice) {
            super(sluice, "cancel");
        }
    }

    /** {@code sluice retry OP}. */
    @Command(
            name = "retry",
            description = "Tries stuck moves again where they got stuck.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice retry op-7 --node node-4 --reason \"the disk is free again\"")
    static final class Retry extends Plain {
        Retry(SluiceCommand sluice) {
            super(sluice, "retry");
        }
    }

    /** {@code sluice wait OP}. */
    @Command(
            name = "wait",
            description = "Gives moves more time: their deadlines are put off, stuck ones are tried again for so long.",
            footerHeading = "%nExample:%n",
            footer = "  ./sluice wait op-7 --node node-4 --for 30m --reason \"the job is nearly done\"")
    static final class Wait extends Plain {

        @Option(
                names = "--for",
                required = true,
                paramLabel = "TIME",
                description = "How much longer, for example 90s, 30m or 2h.",
                converter = Span.class)
        private Duration time = Duration.ZERO;

        Wait(SluiceCommand sluice) {
            super(sluice, "wait");
        }

        @Override
        Long seconds() {
            return time.toSeconds();
        }

        @Override
        String ownOptions() {
            return " --for " + time.toSeconds() + "s";
        }
    }
}
