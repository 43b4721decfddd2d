package dev.sluice.cli;

import dev.sluice.api.view.NewTokenView;
import dev.sluice.api.view.TokenRequest;
import dev.sluice.api.view.TokenView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice tokens}, with {@code create} and {@code revoke} below it. */
@Command(
        name = "tokens",
        description = "Lists your tokens and sessions; for an admin everybody's.",
        synopsisSubcommandLabel = "[create|revoke]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice tokens",
            "  ./sluice tokens create laptop --role operator --days 30",
            "  ./sluice tokens create scrape --role sender --days 365 --service prometheus > token",
            "  ./sluice tokens revoke 17"
        })
final class TokensCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    TokensCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().get("/api/tokens");
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var ink = sluice.ink();
        var now = sluice.clock().instant();
        var table = new Table(">ID", "WHO", "KIND", "NAME", "ROLES", "MADE BY", "LAST USED", "ENDS");
        for (var token : List.of(answer.as(TokenView[].class))) {
            table.row(
                    ink.bold(String.valueOf(token.id())),
                    token.subject(),
                    Words.lower(token.kind()),
                    token.name().isEmpty() ? ink.none() : token.name(),
                    Words.list(token.roles()),
                    token.issuedBy() == null ? ink.none() : token.issuedBy(),
                    token.lastUsedAt() == null ? "never" : Words.between(token.lastUsedAt(), now) + " ago",
                    token.expiresAt() == null ? "not by itself" : "in " + Words.between(now, token.expiresAt()));
        }
        table.lines(ink).forEach(sluice.terminal()::line);
        return 0;
    }

    @Command(name = "create", description = "Makes a token and prints it, this once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "What it is for, for example laptop.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "viewer|operator|admin|sender",
                            description = "What it may; at most what you may.")
                    String role,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "90",
                            description = "For how long, 1 to 3650; 90 unless given.")
                    int days,
            @Option(
                            names = "--service",
                            paramLabel = "PROGRAM",
                            description = "It speaks for a program, not for you; takes an admin.")
                    @Nullable
                    String service) {
        var answer = sluice.client().post("/api/tokens", new TokenRequest(name, role, days, service));
        if (!sluice.printedAsJson(answer)) {
            var made = answer.as(NewTokenView.class);
            sluice.terminal().line(made.token());
            sluice.terminal()
                    .err()
                    .println("Token " + made.made().id() + " for " + made.made().subject() + ", " + role + ", good for "
                            + Words.count(days, "day") + ". It is shown this once and is stored nowhere.");
        }
        return 0;
    }

    @Command(name = "revoke", description = "Revokes a token or ends a session; it is refused from then on.")
    int revoke(@Parameters(paramLabel = "ID", description = "As ./sluice tokens lists it.") long id) {
        sluice.client().delete("/api/tokens/" + id);
        sluice.terminal().line("Token " + id + " is revoked.");
        return 0;
    }
}
