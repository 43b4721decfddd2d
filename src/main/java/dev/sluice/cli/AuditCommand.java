package dev.sluice.cli;

import dev.sluice.api.view.AuditView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice audit}, with {@code export} and {@code verify} below it. */
@Command(
        name = "audit",
        description = "Lists who did and decided what, the newest first.",
        synopsisSubcommandLabel = "[export|verify]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice audit --actor ada",
            "  ./sluice audit --subject s-12",
            "  ./sluice audit export > trail.ndjson",
            "  ./sluice audit verify --anchor 1234:9f2c…",
            "  ./sluice audit verify --file trail.ndjson"
        })
final class AuditCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many, 1 to 500.")
    private int limit;

    @Option(names = "--actor", paramLabel = "NAME", description = "Only what they did; sluice is Sluice itself.")
    private @Nullable String actor;

    @Option(names = "--subject", paramLabel = "ID", description = "Only what was done to this, for example s-12.")
    private @Nullable String subject;

    @Option(names = "--act", paramLabel = "ACT", description = "Only these, for example suggestion or user.changed.")
    private @Nullable String act;

    AuditCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client()
                .get("/api/audit?limit=" + limit + parameter("actor", actor) + parameter("subject", subject)
                        + parameter("act", act));
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var ink = sluice.ink();
        var table = new Table(">NUMBER", "WHEN", "WHO", "WHAT", "TO", "FROM", "WHY");
        for (var record : List.of(answer.as(AuditView[].class))) {
            table.row(
                    ink.bold(String.valueOf(record.number())),
                    record.at().toString().substring(0, 19) + "Z",
                    record.actor(),
                    record.act(),
                    record.subject(),
                    record.origin().isEmpty() ? ink.none() : record.origin(),
                    record.reason());
        }
        table.lines(ink).forEach(sluice.terminal()::line);
        return 0;
    }

    @Command(name = "export", description = "Prints the whole chain, one JSON object a line, in its order.")
    int export(
            @Option(names = "--after", paramLabel = "N", defaultValue = "0", description = "Only what came after it.")
                    long after) {
        var client = sluice.client();
        var last = after;
        while (true) {
            var page = client.get(page(last));
            if (page.text().isEmpty()) {
                return 0;
            }
            sluice.terminal().out().print(page.text());
            sluice.terminal().out().flush();
            last = lastOf(client, page.text());
        }
    }

    @Command(
            name = "verify",
            description = {
                "Computes every hash of the chain here, and names the first record that is not what it was.",
                "A chain that was made anew from some record on fits together again: keep the last line of a",
                "verification elsewhere, and give it as --anchor to the next."
            })
    int verify(
            @Option(names = "--file", paramLabel = "FILE", description = "What was exported, instead of the server's.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--anchor",
                            paramLabel = "N:HASH",
                            description = "A record's number and hash, as an earlier verification printed them.")
                    @Nullable
                    String anchor) {
        var chain = new Chain(anchor);
        if (file != null) {
            read(file, chain);
        } else {
            var client = sluice.client();
            var page = client.get(page(0));
            while (!page.text().isEmpty() && chain.fault() == null) {
                for (var line : page.text().lines().toList()) {
                    chain.add(client.read(line, AuditView.class));
                }
                page = client.get(page(chain.number()));
            }
        }
        var fault = chain.end();
        if (fault != null) {
            throw new Fault(Fault.FAILED, fault);
        }
        sluice.terminal()
                .line("Every hash fits: " + Words.count((int) Math.min(chain.number(), Integer.MAX_VALUE), "record")
                        + ". The last one, to keep elsewhere:");
        sluice.terminal().line(chain.number() + ":" + chain.hash());
        return 0;
    }

    private static void read(Path file, Chain chain) {
        var reader = Client.reader();
        try (var lines = Files.lines(file)) {
            lines.filter(line -> !line.isBlank()).forEach(line -> chain.add(reader.apply(line)));
        } catch (IOException | UncheckedIOException e) {
            throw new Fault(Fault.USAGE, "The file " + file + " cannot be read as ./sluice audit export writes it.");
        }
    }

    private static long lastOf(Client client, String page) {
        try (var lines = new BufferedReader(new StringReader(page))) {
            var last = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            return client.read(last, AuditView.class).number();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String page(long after) {
        return "/api/audit/export?after=" + after;
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
