package dev.sluice.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: reads the command, finds the server, and leaves the work to one class per verb. */
@Command(
        name = "sluice",
        description = "Makes one fleet of machines fungible between several schedulers.",
        synopsisSubcommandLabel = "VERB",
        versionProvider = Version.class,
        footerHeading = "%n",
        footer = {
            "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no server, 4 refused.",
            "The server and a credential are found by themselves where it runs; elsewhere by",
            "--server and --token-file, or SLUICE_SERVER and SLUICE_TOKEN."
        })
public final class SluiceCommand implements Runnable {

    private final Map<String, String> environment;
    private final Path home;
    private final Clock clock;
    private final Terminal process;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean version;

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Where the server is, for example http://127.0.0.1:8080.")
    private @Nullable String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "File that holds the credential.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            scope = ScopeType.INHERIT,
            description = "For people, or the server's answer for programs.")
    private Output output = Output.TABLE;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colour; NO_COLOR in the environment too.")
    private boolean noColor;

    /** What the answers are for. */
    enum Output {
        TABLE,
        JSON
    }

    SluiceCommand(Map<String, String> environment, Path home, Clock clock, Terminal process) {
        this.environment = Map.copyOf(environment);
        this.home = home;
        this.clock = clock;
        this.process = process;
    }

    public static void main(String[] arguments) {
        // A POST that got no answer must not be sent again behind our back.
        System.setProperty("sun.net.http.retryPost", "false");
        var environment = System.getenv();
        var home = Path.of(System.getProperty("user.home"));
        var code = run(arguments, environment, home, Clock.systemUTC(), Terminal.ofProcess(environment));
        System.exit(code);
    }

    /** @return the exit code */
    static int run(String[] arguments, Map<String, String> environment, Path home, Clock clock, Terminal terminal) {
        var root = new SluiceCommand(environment, home, clock, terminal);
        var out = new PrintWriter(terminal.out(), true, terminal.out().charset());
        var err = new PrintWriter(terminal.err(), true, terminal.err().charset());
        var line = new CommandLine(root);
        verbs(root, List.of(arguments)).forEach((verb, make) -> line.addSubcommand(verb, make.get()));
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((wrong, ignored) -> {
                    var verb = wrong.getCommandLine().getCommandName();
                    err.println(sentence(String.valueOf(wrong.getMessage())) + " See: ./sluice "
                            + ("sluice".equals(verb) ? "" : verb + " ") + "--help");
                    return Fault.USAGE;
                })
                .setExecutionExceptionHandler((failure, at, parsed) -> {
                    if (failure instanceof Fault fault) {
                        err.println(fault.sentence());
                        return fault.exitCode();
                    }
                    err.println("The command line failed unexpectedly (" + failure + "); this is a bug in Sluice.");
                    return Fault.FAILED;
                });
        line.getSubcommands().values().forEach(verb -> {
            layout(verb);
            verb.getSubcommands().values().forEach(SluiceCommand::layout);
        });
        layout(line);
        return line.execute(arguments);
    }

    /** The verbs that are named, or all where none is (for help): picocli takes its time to look at each. */
    private static Map<String, Supplier<Object>> verbs(SluiceCommand root, List<String> arguments) {
        var all = verbs(root);
        var named = new LinkedHashMap<>(all);
        named.keySet().retainAll(arguments);
        return named.isEmpty() ? all : named;
    }

    static Map<String, Supplier<Object>> verbs(SluiceCommand root) {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("status", () -> new StatusCommand(root));
        all.put("frameworks", () -> new FrameworksCommand(root));
        all.put("nodes", () -> new NodesCommand(root));
        all.put("agents", () -> new AgentsCommand(root));
        all.put("suggestions", () -> new SuggestionsCommand(root));
        all.put("approve", () -> new ApproveCommand(root));
        all.put("reject", () -> new RejectCommand(root));
        all.put("move", () -> new MoveCommand(root));
        all.put("operations", () -> new OperationsCommand(root));
        all.put("cancel", () -> new ControlCommand.Cancel(root));
        all.put("undo", () -> new ControlCommand.Undo(root));
        all.put("retry", () -> new ControlCommand.Retry(root));
        all.put("force", () -> new ControlCommand.Force(root));
        all.put("wait", () -> new ControlCommand.Wait(root));
        all.put("pin", () -> new PinCommand.Pin(root));
        all.put("unpin", () -> new PinCommand.Unpin(root));
        all.put("settle", () -> new SettleCommand(root));
        all.put("plan", () -> new PlanCommand(root));
        all.put("policy", () -> new PolicyCommand(root));
        all.put("pause", () -> new PauseCommand(root));
        all.put("resume", () -> new ResumeCommand(root));
        all.put("decisions", () -> new DecisionsCommand(root));
        all.put("alerts", () -> new AlertsCommand(root));
        all.put("alert", () -> new AlertCommand(root));
        all.put("users", () -> new UsersCommand(root));
        all.put("tokens", () -> new TokensCommand(root));
        all.put("audit", () -> new AuditCommand(root));
        all.put("completion", () -> new CompletionCommand(root));
        all.put("login", () -> new LoginCommand(root));
        all.put("sign-in", () -> new SignInCommand(root));
        return all;
    }

    /** A verb's own options first, as they are declared; what is common to all verbs last. */
    private static void layout(CommandLine line) {
        line.setUsageHelpWidth(100)
                .getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .sortSynopsis(false)
                .abbreviateSynopsis(true);
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }

    @Override
    public void run() {
        Objects.requireNonNull(spec).commandLine().usage(process.out());
    }

    Client client() {
        return new Client(Target.find(server, tokenFile, environment, home));
    }

    Terminal terminal() {
        return noColor ? process.withoutColor() : process;
    }

    Ink ink() {
        return terminal().ink();
    }

    Clock clock() {
        return clock;
    }

    /** The same command again, to which no verb has been added. */
    SluiceCommand withoutVerbs() {
        return new SluiceCommand(environment, home, clock, process);
    }

    Secrets secrets() {
        return new Secrets(System.in);
    }

    /** Writes the context file, for its owner only. */
    Path keep(String url, String token) {
        var file = Target.contextFile(environment, home);
        ContextWriter.write(file, url, token);
        return file;
    }

    /** Prints an answer for programs if that is asked for. */
    boolean printedAsJson(Client.Answer answer) {
        if (output == Output.TABLE) {
            return false;
        }
        process.line(answer.pretty());
        return true;
    }

    boolean forPrograms() {
        return output == Output.JSON;
    }

    /** The options of this call that a further command has to repeat, each with a blank before it. */
    String repeated() {
        return (server == null ? "" : " --server " + Words.shell(server))
                + (tokenFile == null ? "" : " --token-file " + Words.shell(tokenFile.toString()));
    }
}
