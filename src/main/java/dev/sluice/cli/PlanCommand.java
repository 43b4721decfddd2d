package dev.sluice.cli;

import dev.sluice.api.view.WhatIfView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice plan}. */
@Command(
        name = "plan",
        description = "What Sluice would suggest if some figures were different. Touches nothing.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice plan --what-if spark.demand=1.8,openstack.nodes=30")
final class PlanCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Option(
            names = "--what-if",
            required = true,
            paramLabel = "CHANGES",
            description = "Separated by commas, each FRAMEWORK.FIGURE=NUMBER; figures are nodes, demand and supply.")
    private String changes = "";

    PlanCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().get("/api/plan?whatIf=" + URLEncoder.encode(changes, StandardCharsets.UTF_8));
        if (!sluice.printedAsJson(answer)) {
            lines(answer.as(WhatIfView.class)).forEach(sluice.terminal()::line);
        }
        return 0;
    }

    private List<String> lines(WhatIfView plan) {
        var ink = sluice.ink();
        var lines = new ArrayList<String>();
        var table = new Table("FRAMEWORK", ">PRESSURE", "VERDICT", "WHY");
        plan.pressures()
                .forEach(p -> table.row(
                        p.framework(), Words.ratio(p.pressure(), ink), Words.lower(p.verdict()), p.because()));
        lines.addAll(table.lines(ink));
        lines.add("");
        if (plan.suggestions().isEmpty()) {
            lines.add("Nothing would move.");
        }
        plan.suggestions().forEach(s -> {
            lines.add(ink.bold("Would move " + Words.count(s.nodes().size(), "node")) + " from " + Words.owner(s.from())
                    + " to " + s.to() + ": " + Words.few(s.nodes()));
            lines.add("  " + s.reason());
            s.effects().forEach(effect -> lines.add("  " + SuggestionScreen.effect(effect, ink)));
        });
        plan.whyNot().forEach(w -> lines.add("  " + w.sentence()));
        lines.add("Nothing has been touched.");
        return lines;
    }
}
