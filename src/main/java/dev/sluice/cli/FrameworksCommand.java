package dev.sluice.cli;

import dev.sluice.api.view.FrameworkView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice frameworks}. */
@Command(
        name = "frameworks",
        description = "Lists the frameworks with their policies.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice frameworks")
final class FrameworksCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    FrameworksCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().get("/api/frameworks");
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var ink = sluice.ink();
        var table = new Table(
                "ID",
                "TITLE",
                "KIND",
                "MODE",
                ">GUARANTEE",
                ">DESERVED",
                ">CAP",
                ">TARGET",
                ">PRESSURE",
                ">NODES",
                ">MOVING",
                ">READ");
        for (var framework : List.of(answer.as(FrameworkView[].class))) {
            var policy = framework.policy();
            var pressure = framework.pressure();
            table.row(
                    ink.bold(framework.id()),
                    framework.title(),
                    framework.kind(),
                    Words.lower(policy.mode()),
                    String.valueOf(policy.guarantee()),
                    String.valueOf(policy.deserved()),
                    String.valueOf(policy.cap()),
                    Words.ratio(policy.target(), ink),
                    Bar.ink(Words.ratio(pressure.value(), ink), pressure.verdict(), ink),
                    String.valueOf(framework.nodes()),
                    String.valueOf(framework.moving()),
                    Words.ago(framework.ageSeconds()));
        }
        table.lines(ink).forEach(sluice.terminal()::line);
        return 0;
    }
}
