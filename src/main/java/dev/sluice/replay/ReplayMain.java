package dev.sluice.replay;

import dev.sluice.cli.Fault;
import dev.sluice.cli.History;
import dev.sluice.trace.BadInput;
import dev.sluice.trace.Trace;
import dev.sluice.trace.TraceReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice replay}. */
@Command(
        name = "sluice replay",
        description = {
            "What Sluice would have done: runs the server's own deciding code over a recorded trace, beside a static"
                    + " split, the plain rule of a horizontal pod autoscaler, and an allocator that sees six minutes"
                    + " ahead. Needs no server.",
            "A trace is CSV with the columns seconds,framework,demand_nodes (fractional nodes' worth of work)."
        },
        sortOptions = false,
        usageHelpWidth = 100,
        footerHeading = "%nExample:%n",
        footer = "  ./sluice replay week.csv.gz --policy sluice.properties --out report.json")
final class ReplayMain implements Callable<Integer> {

    private static final int USAGE = 2;

    private final PrintStream out;

    private final PrintStream err;

    @Parameters(
            arity = "0..1",
            paramLabel = "TRACE",
            description = "The trace; packed by gzip if its name ends in .gz.")
    private @Nullable Path trace;

    @Option(
            names = "--history",
            paramLabel = "PERIOD",
            description =
                    "Instead of a trace what the running server has recorded, 12h or 7d for example; by the minute"
                            + " for a day, for longer by ten minutes.")
    private @Nullable String history;

    @Option(names = "--server", paramLabel = "URL", description = "With --history: where the server is.")
    private @Nullable String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "With --history: file that holds the credential.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Keys of the server's properties file; else defaults.")
    private @Nullable Path policy;

    @Option(
            names = "--fleet",
            paramLabel = "N",
            description =
                    "Nodes; else 0.9 of the 99th percentile of the whole demand, with --history as many as there are now.")
    private @Nullable Integer fleet;

    @Option(names = "--move-seconds", paramLabel = "N", description = "How long a moved node serves nobody (300).")
    private int moveSeconds = 300;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the report there as JSON too.")
    private @Nullable Path report;

    /** Nodes of the server whose history is replayed; 0 without. */
    private int held;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    private ReplayMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        // The libraries of the configuration complain where it is not theirs.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** @return the exit code */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new ReplayMain(out, err))
                .setParameterExceptionHandler((wrong, ignored) -> {
                    err.println(wrong.getMessage() + ". See: ./sluice replay --help");
                    return USAGE;
                })
                .setExecutionExceptionHandler((failure, at, parsed) -> {
                    if (failure instanceof BadInput bad) {
                        err.println(bad.getMessage());
                        return USAGE;
                    }
                    if (failure instanceof Fault fault) {
                        err.println(fault.sentence());
                        return fault.exitCode();
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (moveSeconds < 0 || moveSeconds > 86_400) {
            throw new BadInput("--move-seconds " + moveSeconds + " must be 0 to 86400.");
        }
        Trace read = trace();
        Policy rules =
                policy == null ? PolicyFile.defaults(read.frameworks()) : PolicyFile.read(policy, read.frameworks());
        int nodes = fleet == null ? (held > 0 ? held : read.typicalFleet()) : fleet;
        if (nodes < 1 || nodes > 1_000_000) {
            throw new BadInput("--fleet " + nodes + " must be 1 to 1000000.");
        }
        Report found = Report.of(read, rules, nodes, moveSeconds);
        found.lines().forEach(out::println);
        if (report != null) {
            try {
                found.write(report);
            } catch (IOException e) {
                throw new BadInput("The report cannot be written to " + report + " (" + e.getMessage()
                        + "); name a file in a folder that you may write to.");
            }
        }
        return 0;
    }

    private Trace trace() {
        if (history == null && trace != null) {
            return TraceReader.read(trace);
        }
        if (history == null || trace != null) {
            throw new BadInput("Name a trace or give --history PERIOD, one of the two; see ./sluice replay --help.");
        }
        History recorded =
                History.of(history, server, tokenFile, System.getenv(), Path.of(System.getProperty("user.home")));
        err.println(recorded.note());
        held = recorded.nodes();
        return TraceReader.read("history", recorded.csv());
    }
}
