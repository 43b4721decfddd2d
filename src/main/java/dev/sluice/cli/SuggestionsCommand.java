package dev.sluice.cli;

import dev.sluice.api.view.SuggestionView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice suggestions [ID]}. */
@Command(
        name = "suggestions",
        description = "Shows what Sluice would move and why; with an ID also what it left out.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice suggestions s-12")
final class SuggestionsCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "One suggestion, for example s-12.")
    private @Nullable String id;

    @Option(names = "--all", description = "Past ones too, newest first.")
    private boolean all;

    SuggestionsCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var asked = id;
        var client = sluice.client();
        var answer = asked == null
                ? client.get("/api/suggestions" + (all ? "?all" : ""))
                : client.get(Paths.suggestion(asked));
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        if (asked != null) {
            print(screen(answer.as(SuggestionView.class)).full());
            return 0;
        }
        var suggestions = List.of(answer.as(SuggestionView[].class));
        if (suggestions.isEmpty()) {
            sluice.terminal().line("Nothing to suggest.");
        }
        suggestions.forEach(suggestion -> print(screen(suggestion).brief()));
        return 0;
    }

    private SuggestionScreen screen(SuggestionView suggestion) {
        return new SuggestionScreen(suggestion, sluice.clock().instant(), sluice.ink());
    }

    private void print(List<String> lines) {
        lines.forEach(sluice.terminal()::line);
    }
}
