package dev.sluice.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run of the demo, from an empty folder to an empty process list.
 *
 * <p>Phases of {@link #start}: leftovers are swept and jars fetched; both masters and the server start side by side; then
 * an agent per node, each with a worker of its first owner; then the load. A failure in any of them leaves
 * {@link #close} everything to stop.
 */
final class DemoRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration LOAD_GRACE = Duration.ofSeconds(3);
    private static final Duration AGENT_GRACE = Duration.ofSeconds(20);
    private static final Duration SERVER_GRACE = Duration.ofSeconds(20);

    private final Path dir;
    private final Plan plan;
    private final Programs programs;
    private final Console console;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Optional<Lab> lab = Optional.empty();
    private Optional<DemoServer> server = Optional.empty();
    private Optional<DemoRhythm> rhythm = Optional.empty();
    private final List<LabProcess> agents = new ArrayList<>();

    /**
     * What to run.
     *
     * @param phase after which the load turns around
     * @param keep the folders after the end
     */
    record Plan(int nodes, int port, Duration phase, boolean keep) {}

    /** How the server and an agent are started, each without options. */
    record Programs(List<String> serve, List<String> agent) {

        /** By the launcher beside which this program lies: {@code sluice.home}. */
        static Programs ofThisInstallation() {
            String home = System.getProperty("sluice.home");
            if (home == null) {
                throw new LabException("The demo is started by the launcher: ./sluice demo");
            }
            String launcher = Path.of(home, "sluice").toString();
            return new Programs(List.of(launcher, "serve"), List.of(launcher, "agent"));
        }
    }

    DemoRun(Path dir, Plan plan, Programs programs, Console console) {
        this.dir = dir;
        this.plan = plan;
        this.programs = programs;
        this.console = console;
    }

    void start() {
        console.line("Sluice demo: " + plan.nodes() + " nodes shared by a real Spark and a real YARN on this machine."
                + " Ctrl-C ends it all.");
        console.line("");
        warnOfLittleMemory();
        int left = LabSweep.sweep(dir);
        if (left > 0) {
            console.line("  ✓ ended " + left + " processes that an earlier demo had left behind");
        }
        tidy();
        List<DemoNode> fleet = DemoNode.fleet(plan.nodes());

        Instant began = Instant.now();
        LabStore store = LabStore.ofThisUser();
        boolean warm = store.complete();
        if (!warm) {
            console.line(String.format(
                    Locale.ROOT,
                    "  Spark and Hadoop (%d MB) are fetched once, through Maven, and checked against pinned hashes.",
                    store.bytes() / 1_000_000));
        }
        LabStore.Layout layout = store.fetch(console);
        console.done("jars of Spark and Hadoop", began, warm ? "from " + layout.cache() : "now in " + layout.cache());

        Instant parts = Instant.now();
        console.waiting("starting the Spark master, the ResourceManager and the server");
        Lab clusters = Lab.begin(dir, layout);
        lab = Optional.of(clusters);
        DemoServer sluice = DemoServer.start(
                dir,
                programs.serve(),
                plan.port(),
                DemoSettings.of(clusters, plan.nodes()),
                SluiceApi.contextFileOfThisUser());
        server = Optional.of(sluice);
        sluice.awaitReady();
        console.done("Sluice", parts, sluice.api().url());
        String link = signInLink(sluice.api());

        Instant agentsBegan = Instant.now();
        for (DemoNode node : fleet) {
            String token = sluice.api()
                    .post("/api/agents/tokens", Map.of("node", node.id()))
                    .path("token")
                    .asText();
            agents.add(clusters.run(
                    node.agent(clusters, programs.agent(), sluice.api().url(), token)));
        }
        console.waiting("waiting for the agents and the masters");
        clusters.spark().awaitReady();
        console.done("Spark master", parts, clusters.spark().url());
        clusters.yarn().awaitReady();
        console.done("YARN ResourceManager", parts, clusters.yarn().url());
        await("the agents did not all reach the server", () -> connected(sluice.api()) == plan.nodes());
        console.done(
                plan.nodes() + " agents", agentsBegan, "one per node, each with a role for Spark and one for YARN");

        Instant workers = Instant.now();
        console.waiting("waiting for the workers");
        clusters.spark().awaitWorkers(held(fleet, "spark"));
        clusters.yarn().awaitNodes(held(fleet, "yarn"));
        console.done(
                held(fleet, "spark") + " Spark workers, " + held(fleet, "yarn") + " NodeManagers",
                workers,
                "started by the agents");

        Instant loads = Instant.now();
        DemoRhythm load = new DemoRhythm(clusters, plan.nodes(), plan.phase(), console);
        rhythm = Optional.of(load);
        load.start();
        console.done("load", loads, "Spark wants far more than it has, YARN has next to nothing");
        explain(sluice.api().url(), link);
    }

    /** Tells what happens until this thread is interrupted. */
    void watch() {
        DemoWatch watch = new DemoWatch(server.orElseThrow(), console);
        watch.begin();
        watch.run();
    }

    boolean stopping() {
        return stopping.get();
    }

    void beginStop() {
        stopping.set(true);
    }

    /** Stops everything in order, bounded: loads, agents with their workers, server, masters; then whatever is left. */
    @Override
    public void close() {
        beginStop();
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Instant began = Instant.now();
        console.line("");
        console.line("Stopping: loads, agents and their workers, server, masters …");
        rhythm.ifPresent(load -> LabProcess.stop(load.stop(), LOAD_GRACE));
        LabProcess.stop(List.copyOf(agents), AGENT_GRACE);
        server.ifPresent(sluice -> LabProcess.stop(List.of(sluice.process()), SERVER_GRACE));
        server.ifPresent(DemoServer::restoreContext);
        lab.ifPresent(Lab::close);
        int left = LabSweep.sweep(dir);
        if (!plan.keep()) {
            tidy();
        }
        console.line(String.format(
                Locale.ROOT,
                "Everything is stopped (%.1f s%s). Logs: %s",
                Duration.between(began, Instant.now()).toMillis() / 1000.0,
                left == 0 ? "" : ", " + left + " by force",
                dir.resolve("log")));
    }

    private static int held(List<DemoNode> fleet, String framework) {
        return (int)
                fleet.stream().filter(node -> node.owner().equals(framework)).count();
    }

    static int connected(SluiceApi api) {
        int count = 0;
        Optional<JsonNode> status = api.get("/api/status");
        if (status.isPresent()) {
            for (JsonNode node : status.get().path("nodes")) {
                count += node.path("agent").asText().equals("CONNECTED") ? 1 : 0;
            }
        }
        return count;
    }

    private static String signInLink(SluiceApi api) {
        return api.post("/api/sign-in-links", Map.of()).path("url").asText();
    }

    private void await(String otherwise, BooleanSupplier condition) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(giveUp)) {
                throw new LabException(
                        "Within " + PATIENCE.toSeconds() + " s " + otherwise + "; see " + dir.resolve("log") + ".");
            }
            agents.stream()
                    .filter(agent -> !agent.alive())
                    .findFirst()
                    .ifPresent(agent -> agent.awaitReady(Duration.ZERO, () -> false));
            Pauses.pause(Duration.ofMillis(200));
        }
    }

    private void explain(String url, String link) {
        List.of(
                        "",
                        String.format(Locale.ROOT, "Up after %.0f s.", console.elapsedSeconds()),
                        "",
                        "  Open     " + link,
                        "           (signs one browser in, once; another link: ./sluice sign-in)",
                        "  Page     " + url,
                        "  Look at  Spark's pressure rising above 1.00 while YARN idles; within two minutes a suggestion.",
                        "  Try      ./sluice status            the same in a terminal",
                        "           ./sluice suggestions       why, and why not something else",
                        "           ./sluice approve ID        nodes leave one cluster and join the other, jobs go on",
                        "           kill -9 " + server.orElseThrow().process().pid()
                                + "   the server; it starts again and goes on where it was",
                        "  Later    after " + plan.phase().toMinutes() + " minutes the load turns around.",
                        "")
                .forEach(console::line);
    }

    private void warnOfLittleMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            long free = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line ->
                            Long.parseLong(Pattern.compile("\\D").matcher(line).replaceAll("")) / 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            long wanted = 1000 + 450L * plan.nodes();
            if (free < wanted) {
                console.line("  ! " + free + " MB of memory are free and " + plan.nodes() + " nodes take about "
                        + wanted + " MB; with --nodes 2 it takes 1900 MB.");
            }
        } catch (IOException notLinux) {
            return;
        }
    }

    /** Everything of an earlier run but its logs goes; the database's programs stay, they are the same each time. */
    private void tidy() {
        try (Stream<Path> entries = Files.list(dir)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals("lock") && !name.equals("log") && !name.equals("run")) {
                    LabStore.clear(entry);
                }
            }
        } catch (IOException e) {
            throw new LabException("The demo's folder " + dir + " cannot be emptied: " + e.getMessage() + ".", e);
        }
    }
}
