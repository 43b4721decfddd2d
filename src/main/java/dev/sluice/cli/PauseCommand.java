package dev.sluice.cli;

import dev.sluice.api.view.PauseRequest;
import dev.sluice.api.view.PauseView;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice pause [FRAMEWORK]}. */
@Command(
        name = "pause",
        description =
                "Leaves a framework alone for a while, or all of them: nothing is suggested for it. Without --for,"
                        + " shows what is paused.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice pause yarn --for 8h --reason \"month end\"",
            "  ./sluice pause --for 30m --reason \"switch replaced\"",
            "  ./sluice resume yarn"
        })
final class PauseCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "FRAMEWORK", description = "Whom; all when absent.")
    private @Nullable String framework;

    @Option(names = "--for", paramLabel = "TIME", description = "For how long, for example 30m, 8h or 2d.")
    private @Nullable String length;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record; with --for.")
    private @Nullable String reason;

    PauseCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        if (length == null) {
            return list();
        }
        if (reason == null) {
            throw new Fault(Fault.USAGE, "Give --reason too: why, for the record.");
        }
        var answer = sluice.client().post("/api/pauses", new PauseRequest(framework, minutes(length), reason));
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal().line("Paused " + words(answer.as(PauseView.class)) + ".");
        }
        return 0;
    }

    private int list() {
        var answer = sluice.client().get("/api/pauses");
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var pauses = List.of(answer.as(PauseView[].class));
        if (pauses.isEmpty()) {
            sluice.terminal().line("Nothing is paused.");
        }
        pauses.forEach(pause -> sluice.terminal().line(words(pause)));
        return 0;
    }

    private String words(PauseView pause) {
        var whom = pause.framework() == null ? "every framework" : pause.framework();
        return whom + " for " + Words.between(sluice.clock().instant(), pause.until())
                + sluice.ink().dot() + pause.actor() + sluice.ink().dot() + pause.reason();
    }

    private static int minutes(String text) {
        var upper = text.toUpperCase(Locale.ROOT);
        try {
            var length = Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
            if (length.toMinutes() >= 1 && length.toMinutes() <= Integer.MAX_VALUE) {
                return (int) length.toMinutes();
            }
        } catch (DateTimeParseException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static Fault wrong(String text) {
        return new Fault(Fault.USAGE, "--for '" + text + "' must be a time of a minute or more, as in 30m, 8h or 2d.");
    }
}
