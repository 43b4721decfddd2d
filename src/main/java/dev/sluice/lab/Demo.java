package dev.sluice.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}: two real frameworks that share a small fleet on this machine, under real load. */
@Command(
        name = "sluice demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Runs a real Spark cluster and a real YARN cluster on this machine, one agent per node, and jobs that make one"
                    + " of them starve while the other idles, in turns. Sluice watches and suggests who should give nodes"
                    + " to whom. Everything binds to loopback, keeps to a folder of its own, and ends at Ctrl-C.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"1:could not start or go on", "2:wrong command line", "130:ended by Ctrl-C"})
public final class Demo implements Callable<Integer> {

    private static final int LEAST = 2;
    private static final int MOST = 20;
    private static final int MOST_HOSTS = 60;
    private static final int LEAST_SIMULATED = 10;
    private static final int MOST_SIMULATED = 20_000;

    /** Set by picocli before {@link #call}. */
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "6",
            description = "nodes of the fleet, 2 to 20 (${DEFAULT-VALUE})")
    private int nodes = 6;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description = "port of the page (8080, or a free one)")
    private int port;

    @Option(
            names = "--phase",
            paramLabel = "MINUTES",
            defaultValue = "5",
            description = "after so many minutes the load turns around (${DEFAULT-VALUE})")
    private int phase = 5;

    @Option(
            names = "--openstack",
            description =
                    "a real OpenStack, with virtual machines on it, and Spark instead: take hosts from the one for the other")
    private boolean openstack;

    @Option(
            names = "--hosts",
            paramLabel = "N",
            defaultValue = "40",
            description = "with --openstack: its hosts, 4 to " + MOST_HOSTS + " (${DEFAULT-VALUE})")
    private int hosts = 40;

    @Option(
            names = "--simulate",
            paramLabel = "N",
            description = "N simulated nodes instead, 10 to " + MOST_SIMULATED + ", to see Sluice at that size")
    private int simulate;

    @Option(
            names = "--frameworks",
            paramLabel = "N",
            defaultValue = "8",
            description = "with --simulate: how many share them, 2 to 10 (${DEFAULT-VALUE})")
    private int frameworks = 8;

    @Option(names = "--keep", description = "keep ledger, agents' state and clusters' folders for a look after the end")
    private boolean keep;

    /** Runs until Ctrl-C. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Demo())
                .setExecutionExceptionHandler((failure, line, result) -> {
                    line.getErr().println("sluice: " + sentence(failure));
                    return 1;
                })
                .setParameterExceptionHandler((failure, args) -> {
                    failure.getCommandLine()
                            .getErr()
                            .println("sluice: " + failure.getMessage() + " See: sluice demo --help");
                    return 2;
                });
    }

    private static String sentence(Exception failure) {
        return failure instanceof LabException ? String.valueOf(failure.getMessage()) : "The demo failed: " + failure;
    }

    @Override
    public Integer call() throws IOException {
        check();
        Path dir = LabStore.userCache().resolve("demo");
        Files.createDirectories(dir);
        try (FileChannel channel =
                        FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new LabException("A demo is already running with the folder " + dir
                        + "; end it with Ctrl-C where it runs, or name another folder in SLUICE_CACHE.");
            }
            Console console = new Console(System.out, isTerminal());
            DemoScene scene = scene(dir, console);
            DemoRun run = new DemoRun(
                    dir,
                    scene,
                    new DemoRun.Options(chosenPort(), keep),
                    DemoRun.Programs.ofThisInstallation(),
                    SluiceApi.contextFileOfThisUser(),
                    console);
            Thread main = Thread.currentThread();
            Thread hook = new Thread(() -> end(run, main), "demo-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                run.start();
                run.watch();
                return 0;
            } catch (LabException e) {
                // Interrupted by the hook, it was Ctrl-C; else it is said once everything is stopped.
                if (!run.stopping()) {
                    run.close();
                    throw e;
                }
                return 0;
            }
        }
    }

    private DemoScene scene(Path dir, Console console) {
        if (simulate > 0) {
            return new SimulatedScene(dir, simulate, frameworks);
        }
        return openstack
                ? new CloudScene(dir, hosts, console)
                : new HadoopScene(dir, nodes, Duration.ofMinutes(phase), console);
    }

    /** The JDK's own answer counts a pipe as a console, too. */
    private static boolean isTerminal() {
        try {
            Path out = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            return out.startsWith("/dev/pts") || out.startsWith("/dev/tty") || out.startsWith("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }

    private static void end(DemoRun run, Thread main) {
        run.beginStop();
        main.interrupt();
        run.close();
    }

    private void check() {
        CommandLine line = spec.commandLine();
        if (nodes < LEAST || nodes > MOST) {
            throw new CommandLine.ParameterException(
                    line, "--nodes is " + nodes + "; the demo runs " + LEAST + " to " + MOST + " nodes.");
        }
        if (hosts < 4 || hosts > MOST_HOSTS) {
            throw new CommandLine.ParameterException(
                    line, "--hosts is " + hosts + "; the demo runs 4 to " + MOST_HOSTS + " hosts of OpenStack.");
        }
        boolean simulated = spec.commandLine().getParseResult().hasMatchedOption("--simulate");
        if (simulated && (simulate < LEAST_SIMULATED || simulate > MOST_SIMULATED)) {
            throw new CommandLine.ParameterException(
                    line,
                    "--simulate is " + simulate + "; it takes " + LEAST_SIMULATED + " to " + MOST_SIMULATED
                            + " nodes.");
        }
        if (simulated && openstack) {
            throw new CommandLine.ParameterException(
                    line, "--simulate and --openstack are two demos; give one of them.");
        }
        if (frameworks < 2 || frameworks > SimulatedScene.MOST_FRAMEWORKS) {
            throw new CommandLine.ParameterException(
                    line, "--frameworks is " + frameworks + "; it takes 2 to " + SimulatedScene.MOST_FRAMEWORKS + ".");
        }
        if (port < 0 || port > 65535) {
            throw new CommandLine.ParameterException(
                    line, "--port is " + port + "; ports are 1 to 65535, 0 takes a free one.");
        }
        if (phase < 1 || phase > 1440) {
            throw new CommandLine.ParameterException(line, "--phase is " + phase + "; it takes 1 to 1440 minutes.");
        }
    }

    private int chosenPort() {
        if (port != 0) {
            if (!LabPorts.isFree(LabPorts.LOOPBACK, port)) {
                throw new LabException(String.format(
                        Locale.ROOT, "Port %d is in use; give another --port, or none to take a free one.", port));
            }
            return port;
        }
        return LabPorts.isFree(LabPorts.LOOPBACK, 8080)
                ? 8080
                : List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst();
    }
}
