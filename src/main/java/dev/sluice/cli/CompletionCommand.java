package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice completion}. */
@Command(
        name = "completion",
        description = "Prints a script that completes verbs and options at the Tab key.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./sluice completion bash > /etc/bash_completion.d/sluice", "  ./sluice completion zsh >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(paramLabel = "bash|zsh", description = "For which shell.")
    private Shell shell = Shell.BASH;

    /** Whose Tab key. */
    enum Shell {
        BASH,
        ZSH
    }

    CompletionCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var all = new CommandLine(sluice.withoutVerbs());
        SluiceCommand.verbs(sluice).forEach((verb, make) -> all.addSubcommand(verb, make.get()));
        // The script speaks bash; zsh understands it after its own bridge, which must be loaded first.
        if (shell == Shell.ZSH) {
            sluice.terminal().line("autoload -U +X compinit && compinit");
            sluice.terminal().line("autoload -U +X bashcompinit && bashcompinit");
        }
        sluice.terminal().line(AutoComplete.bash("sluice", all));
        return 0;
    }
}
