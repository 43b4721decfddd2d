package dev.sluice.cli;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.PolicyPreviewView;
import dev.sluice.api.view.PolicyPreviewView.ExpectedView;
import dev.sluice.api.view.PolicyRequest;
import dev.sluice.api.view.PolicyView;
import dev.sluice.api.view.PolicyView.ChangeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice policy [FRAMEWORK]}. */
@Command(
        name = "policy",
        description = "Shows the policies, or one with its changes; with values, what they would change. With --yes and"
                + " --reason it is done: it holds from the next decision on, over restarts, until the next change.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice policy",
            "  ./sluice policy spark --cap 20 --mode auto",
            "  ./sluice policy spark --cap 20 --mode auto --reason \"month end\" --yes",
            "  ./sluice policy spark --reset --reason \"month end is over\" --yes"
        })
final class PolicyCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(arity = "0..1", paramLabel = "FRAMEWORK", description = "Whose; all when absent.")
    private @Nullable String framework;

    @Option(names = "--guarantee", paramLabel = "N", description = "Nodes that it always keeps.")
    private @Nullable Integer guarantee;

    @Option(names = "--deserved", paramLabel = "N", description = "Its fair number when there is not enough for all.")
    private @Nullable Integer deserved;

    @Option(names = "--cap", paramLabel = "N", description = "Nodes that it may hold at most.")
    private @Nullable Integer cap;

    @Option(names = "--weight", paramLabel = "X", description = "Its weight when there is not enough, above 0.")
    private @Nullable Double weight;

    @Option(names = "--target", paramLabel = "X", description = "Use of its nodes that is just right, at most 1.")
    private @Nullable Double target;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "How far Sluice goes by itself: observe, suggest, auto.")
    private @Nullable String mode;

    @Option(names = "--reset", description = "Back to the configuration.")
    private boolean reset;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record; with --yes.")
    private @Nullable String reason;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    PolicyCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var asked = reset
                || Stream.of(guarantee, deserved, cap, weight, target, mode).anyMatch(Objects::nonNull);
        if (framework == null) {
            if (asked) {
                throw new Fault(Fault.USAGE, "Name the framework too, as in: ./sluice policy spark --cap 20.");
            }
            return list();
        }
        return asked ? change(framework) : show(framework);
    }

    private int list() {
        var answer = sluice.client().get("/api/policies");
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var table = new Table("FRAMEWORK", ">GUARANTEE", ">DESERVED", ">CAP", ">WEIGHT", ">TARGET", "MODE", "FROM");
        List.of(answer.as(PolicyView[].class)).forEach(view -> {
            var policy = view.policy();
            table.row(
                    sluice.ink().bold(view.framework()),
                    String.valueOf(policy.guarantee()),
                    String.valueOf(policy.deserved()),
                    String.valueOf(policy.cap()),
                    String.valueOf(policy.weight()),
                    String.valueOf(policy.target()),
                    Words.lower(policy.mode()),
                    from(view));
        });
        table.lines(sluice.ink()).forEach(sluice.terminal()::line);
        return 0;
    }

    private static String from(PolicyView view) {
        return view.changed() && view.newest() != null ? view.newest().actor() : "configuration";
    }

    private int show(String id) {
        var client = sluice.client();
        var answer = client.get(Paths.policy(id));
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var view = answer.as(PolicyView.class);
        var terminal = sluice.terminal();
        terminal.line(sluice.ink().bold(view.title()) + ": " + words(view.policy()) + ", from " + from(view) + ".");
        List.of(client.get(Paths.policy(id) + "/changes").as(ChangeView[].class))
                .forEach(change -> terminal.line("  " + change.at() + "  " + change.actor() + ": " + change.reason()
                        + sluice.ink().dot() + words(change.before()) + " → "
                        + (change.after() == null ? "the configuration's" : words(change.after()))));
        return 0;
    }

    private int change(String id) {
        if (yes && reason == null) {
            throw new Fault(Fault.USAGE, "Give --reason too: why, for the record.");
        }
        var answer = sluice.client()
                .put(
                        Paths.policy(id),
                        new PolicyRequest(
                                guarantee,
                                deserved,
                                cap,
                                weight,
                                target,
                                mode,
                                reset ? true : null,
                                null,
                                reason,
                                !yes));
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        if (yes) {
            sluice.terminal()
                    .line("Changed: " + id + " has "
                            + words(answer.as(PolicyView.class).policy()) + ".");
        } else {
            preview(answer.as(PolicyPreviewView.class)).forEach(sluice.terminal()::line);
        }
        return 0;
    }

    private List<String> preview(PolicyPreviewView preview) {
        var lines = new ArrayList<String>();
        preview.changes()
                .forEach(c -> lines.add(
                        c.key() + ": " + c.from() + " → " + sluice.ink().bold(c.to())));
        if (preview.changes().isEmpty()) {
            lines.add("No value would differ from what is in force.");
        }
        preview.notes().forEach(note -> lines.add(sluice.ink().yellow(note)));
        lines.add("If the present load lasts:");
        lines.add("  suggested now:  " + expected(preview.now()));
        lines.add("  suggested then: " + expected(preview.then()));
        lines.add("Nothing has been changed. With --reason and --yes it is done.");
        return lines;
    }

    private static String expected(List<ExpectedView> all) {
        return all.isEmpty()
                ? "nothing"
                : String.join(
                        "; ",
                        all.stream()
                                .map(e -> Words.count(e.plan().nodes().size(), "node") + " from "
                                        + Words.owner(e.plan().from()) + " to "
                                        + e.plan().to()
                                        + (e.automatic() ? ", without approval" : ""))
                                .toList());
    }

    private static String words(FrameworkView.RulesView policy) {
        return "guarantee " + policy.guarantee() + ", deserved " + policy.deserved() + ", cap " + policy.cap()
                + ", weight " + policy.weight() + ", target " + policy.target() + ", mode "
                + Words.lower(policy.mode());
    }
}
