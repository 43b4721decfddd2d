package dev.sluice.cli;

import dev.sluice.api.view.SignInLinkView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice sign-in}. */
@Command(
        name = "sign-in",
        description = "Prints a link that signs one browser in, once.",
        footerHeading = "%nExample:%n",
        footer = "  ./sluice sign-in")
final class SignInCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    SignInCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().post("/api/sign-in-links", null);
        if (!sluice.printedAsJson(answer)) {
            var link = answer.as(SignInLinkView.class);
            sluice.terminal().line(link.url());
            sluice.terminal()
                    .line(sluice.ink()
                            .dim("Good once, for "
                                    + Words.between(sluice.clock().instant(), link.expiresAt()) + "."));
        }
        return 0;
    }
}
