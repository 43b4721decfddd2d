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
 * <p>Phases of {@link #start}: leftovers are swept and jars fetched; the scene's frameworks and the server start side by side;
 * then an agent per node, each with a worker of its first owner; then the load. A failure in any of them leaves
 * {@link #close} everything to stop.
 */
final class DemoRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /** Agents that may be on their way to the server at once. */
    private static final int STARTING = 6;

    private static final Duration LOOK = Duration.ofMillis(200);
    /** Above so many nodes a look at all of them is work for the server. */
    private static final int BIG = 200;

    private static final Duration LOOK_AT_BIG = Duration.ofSeconds(2);

    private static final Duration AGENT_GRACE = Duration.ofSeconds(30);
    private static final Duration SERVER_GRACE = Duration.ofSeconds(20);

    private final Path dir;
    private final DemoScene scene;
    private final Options options;
    private final Programs programs;
    private final Path contextFile;
    private final Console console;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Optional<DemoServer> server = Optional.empty();
    private final List<LabProcess> agents = new ArrayList<>();

    /**
     * Where the page is, and what stays.
     *
     * @param keep the folders after the end
     */
    record Options(int port, boolean keep) {}

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

    /** @param contextFile of the command line, for as long as it runs */
    DemoRun(Path dir, DemoScene scene, Options options, Programs programs, Path contextFile, Console console) {
        this.dir = dir;
        this.scene = scene;
        this.options = options;
        this.programs = programs;
        this.contextFile = contextFile;
        this.console = console;
    }

    void start() {
        console.line(scene.headline());
        console.line("");
        warnOfLittleMemory();
        int left = LabSweep.sweep(dir);
        if (left > 0) {
            console.line("  ✓ ended " + left + " processes that an earlier demo had left behind");
        }
        tidy();
        Optional<LabStore.Layout> layout = scene.takesJars() ? Optional.of(jars()) : Optional.empty();

        console.waiting("starting the frameworks and the server");
        scene.begin(layout);
        Instant serverBegan = Instant.now();
        DemoServer sluice =
                DemoServer.start(dir, programs.serve(), options.port(), scene.settings(), scene.heap(), contextFile);
        server = Optional.of(sluice);
        sluice.awaitReady();
        console.done("Sluice", serverBegan, sluice.api().url());
        String link = signInLink(sluice.api());

        Instant agentsBegan = Instant.now();
        List<DemoAgent> fleet = scene.agents();
        startAgents(fleet, sluice.api());
        console.waiting("waiting for the frameworks and the agents");
        scene.awaitMasters();
        await("the agents did not all reach the server", () -> connected(sluice.api()) == scene.nodes());
        console.done(scene.nodes() + " agents", agentsBegan, "one per node, each with a role for every framework");
        scene.awaitWorkers();
        scene.startLoad();
        explain(sluice.api().url(), link);
    }

    /** A few at a time: each start takes a core for a second, and the server has to answer them all. */
    private void startAgents(List<DemoAgent> fleet, SluiceApi api) {
        for (DemoAgent agent : fleet) {
            console.waiting("starting the agents: " + agents.size() + " of " + fleet.size());
            String token = api.post("/api/agents/tokens", Map.of("node", agent.node()))
                    .path("token")
                    .asText();
            agents.add(LabProcess.start(dir, agent.command(dir, programs.agent(), api.url(), token)));
            await("the agents did not reach the server", () -> agents.size() - connected(api) < STARTING);
        }
    }

    private LabStore.Layout jars() {
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
        return layout;
    }

    /** Tells what happens until this thread is interrupted. */
    void watch() {
        DemoWatch watch = new DemoWatch(server(), console, scene.nodes() > BIG ? LOOK_AT_BIG : DemoWatch.TICK);
        watch.begin();
        watch.run();
    }

    DemoServer server() {
        return server.orElseThrow();
    }

    boolean stopping() {
        return stopping.get();
    }

    void beginStop() {
        stopping.set(true);
    }

    /** Stops everything in order, bounded: loads, agents with their workers, server, frameworks; then whatever is left. */
    @Override
    public void close() {
        beginStop();
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Instant began = Instant.now();
        console.line("");
        console.line("Stopping: loads, agents and their workers, server, frameworks …");
        scene.stopLoad();
        LabProcess.stop(List.copyOf(agents), AGENT_GRACE);
        server.ifPresent(sluice -> LabProcess.stop(List.of(sluice.process()), SERVER_GRACE));
        server.ifPresent(DemoServer::restoreContext);
        scene.close();
        int left = LabSweep.sweep(dir);
        if (!options.keep()) {
            tidy();
        }
        console.line(String.format(
                Locale.ROOT,
                "Everything is stopped (%.1f s%s). Logs: %s",
                Duration.between(began, Instant.now()).toMillis() / 1000.0,
                left == 0 ? "" : ", " + left + " by force",
                dir.resolve("log")));
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
            Pauses.pause(scene.nodes() > BIG ? LOOK_AT_BIG : LOOK);
        }
    }

    private void explain(String url, String link) {
        List<String> lines = new ArrayList<>(List.of(
                "",
                String.format(Locale.ROOT, "Up after %.0f s.", console.elapsedSeconds()),
                "",
                "  Open     " + link,
                "           (signs one browser in, once; another link: ./sluice sign-in)",
                "  Page     " + url));
        lines.addAll(scene.hints());
        lines.add("  Dare     kill -9 " + server().process().pid()
                + "   the server; it starts again and goes on where it was");
        lines.add("");
        lines.forEach(console::line);
    }

    private void warnOfLittleMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            long free = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line ->
                            Long.parseLong(Pattern.compile("\\D").matcher(line).replaceAll("")) / 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            String warning = scene.shortOfMemory(free);
            if (!warning.isEmpty()) {
                console.line("  ! " + warning);
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
