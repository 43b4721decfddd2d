package dev.sluice.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice resume [FRAMEWORK]}. */
@Command(
        name = "resume",
        description = "Ends a pause before its time: the framework's own, or without one that of all frameworks.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice resume yarn")
final class ResumeCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "FRAMEWORK", description = "Whose pause; that of all when absent.")
    private @Nullable String framework;

    ResumeCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        sluice.client().delete(Paths.pause(framework == null ? "all" : framework));
        if (!sluice.forPrograms()) {
            sluice.terminal().line("Resumed " + (framework == null ? "every framework" : framework) + ".");
        }
        return 0;
    }
}
