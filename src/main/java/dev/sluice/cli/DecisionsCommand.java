package dev.sluice.cli;

import dev.sluice.api.view.DecisionView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice decisions [ID]}. */
@Command(
        name = "decisions",
        description = "Shows what was decided, newest first; with an ID also from what: needs, scores, thresholds.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice decisions 41")
final class DecisionsCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "One decision, for example 41.")
    private @Nullable Long id;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (20).")
    private int limit = 20;

    DecisionsCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var answer = id == null ? client.get("/api/decisions?limit=" + limit) : client.get("/api/decisions/" + id);
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        if (id != null) {
            explain(answer.as(DecisionView.class));
            return 0;
        }
        var decisions = List.of(answer.as(DecisionView[].class));
        if (decisions.isEmpty()) {
            sluice.terminal().line("Nothing has been decided yet.");
            return 0;
        }
        var table = new Table(">ID", "AT", "WHAT", "SUGGESTION", "BY");
        decisions.forEach(d ->
                table.row(Long.toString(d.id()), d.at().toString(), Words.lower(d.kind()), suggestion(d), d.actor()));
        table.lines(sluice.ink()).forEach(sluice.terminal()::line);
        return 0;
    }

    private static String suggestion(DecisionView decision) {
        var suggestion = decision.suggestion();
        return suggestion == null ? "" : suggestion;
    }

    private void explain(DecisionView decision) {
        sluice.terminal()
                .line(sluice.ink().bold("Decision " + decision.id())
                        + sluice.ink().dot() + decision.at()
                        + sluice.ink().dot() + suggestion(decision) + " " + Words.lower(decision.kind()) + " by "
                        + decision.actor());
        section("From", decision.inputs());
        section("Scores", decision.scores());
        section("Under", decision.thresholds());
        section("Outcome", decision.outcome());
    }

    private void section(String title, Map<String, Object> values) {
        sluice.terminal().line(sluice.ink().dim(title));
        values.forEach((key, value) -> {
            if (value instanceof List<?> list) {
                sluice.terminal().line("  " + key + (list.isEmpty() ? ": none" : ":"));
                list.forEach(item -> sluice.terminal().line("    " + item));
            } else {
                sluice.terminal().line("  " + key + ": " + value);
            }
        });
    }
}
