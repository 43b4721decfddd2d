package dev.sluice.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Spark and YARN share a small fleet; first the one starves, then the other. */
final class HadoopScene implements DemoScene {

    private static final Duration LOAD_GRACE = Duration.ofSeconds(3);

    private final Path dir;
    private final int nodes;
    private final Duration phase;
    private final Console console;
    private final List<DemoNode> fleet;
    private Optional<Lab> lab = Optional.empty();
    private Optional<DemoRhythm> rhythm = Optional.empty();

    /** @param phase after which the load turns around */
    HadoopScene(Path dir, int nodes, Duration phase, Console console) {
        this.dir = dir;
        this.nodes = nodes;
        this.phase = phase;
        this.console = console;
        this.fleet = DemoNode.fleet(nodes);
    }

    @Override
    public String headline() {
        return "Sluice demo: " + nodes
                + " nodes shared by a real Spark and a real YARN on this machine. Ctrl-C ends it all.";
    }

    @Override
    public String shortOfMemory(long freeMib) {
        long wanted = 1000 + 450L * nodes;
        return freeMib >= wanted
                ? ""
                : freeMib + " MB of memory are free and " + nodes + " nodes take about " + wanted
                        + " MB; with --nodes 2 it takes 1900 MB.";
    }

    @Override
    public void begin(Optional<LabStore.Layout> layout) {
        lab = Optional.of(Lab.begin(dir, layout.orElseThrow()));
    }

    @Override
    public Map<String, String> settings() {
        return DemoSettings.of(clusters(), nodes);
    }

    @Override
    public List<DemoAgent> agents() {
        return fleet.stream().map(node -> node.agent(clusters())).toList();
    }

    @Override
    public void awaitMasters() {
        Instant began = Instant.now();
        clusters().spark().awaitReady();
        console.done("Spark master", began, clusters().spark().url());
        clusters().yarn().awaitReady();
        console.done("YARN ResourceManager", began, clusters().yarn().url());
    }

    @Override
    public void awaitWorkers() {
        Instant began = Instant.now();
        console.waiting("waiting for the workers");
        clusters().spark().awaitWorkers(held("spark"));
        clusters().yarn().awaitNodes(held("yarn"));
        console.done(
                held("spark") + " Spark workers, " + held("yarn") + " NodeManagers", began, "started by the agents");
    }

    @Override
    public void startLoad() {
        Instant began = Instant.now();
        DemoRhythm load = new DemoRhythm(clusters(), nodes, phase, console);
        rhythm = Optional.of(load);
        load.start();
        console.done("load", began, "Spark wants far more than it has, YARN has next to nothing");
    }

    @Override
    public List<String> hints() {
        return List.of(
                "  Look at  Spark's pressure rising above 1.00 while YARN idles; within two minutes a suggestion.",
                "  Try      ./sluice status            the same in a terminal",
                "           ./sluice suggestions       why, and why not something else",
                "           ./sluice approve ID        nodes leave one cluster and join the other, jobs go on",
                String.format(Locale.ROOT, "  Later    after %d minutes the load turns around.", phase.toMinutes()));
    }

    @Override
    public void stopLoad() {
        rhythm.ifPresent(load -> LabProcess.stop(load.stop(), LOAD_GRACE));
    }

    @Override
    public void close() {
        lab.ifPresent(Lab::close);
    }

    private Lab clusters() {
        return lab.orElseThrow();
    }

    private int held(String framework) {
        return (int)
                fleet.stream().filter(node -> node.owner().equals(framework)).count();
    }
}
