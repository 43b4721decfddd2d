package dev.sluice.cli;

import dev.sluice.api.view.StatusView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice status}. */
@Command(
        name = "status",
        description = "Shows how hard each framework is pressed, what is suggested and what is moving.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice status --output json")
final class StatusCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    StatusCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var client = sluice.client();
        var answer = client.get("/api/status");
        if (!sluice.printedAsJson(answer)) {
            new StatusScreen(answer.as(StatusView.class), client.target().url(), sluice.ink())
                    .lines()
                    .forEach(sluice.terminal()::line);
        }
        return 0;
    }
}
