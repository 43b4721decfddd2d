package dev.sluice.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Thousands of nodes that are not there: simulated frameworks, machines, agents and metrics inside the real server, which
 * decides, moves and keeps its ledger as ever.
 *
 * <p>Each framework has its own rhythm. At the beginning the first wants a quarter more than it has, the last little more than
 * half; one drain in fifty waits for somebody to force it.
 */
final class SimulatedScene implements DemoScene {

    private static final List<String> NAMES = List.of(
            "batch", "streaming", "training", "serving", "builds", "render", "queries", "research", "etl", "spare");

    static final int MOST_FRAMEWORKS = NAMES.size();

    private final Path dir;
    private final int nodes;
    private final int frameworks;

    SimulatedScene(Path dir, int nodes, int frameworks) {
        this.dir = dir;
        this.nodes = nodes;
        this.frameworks = frameworks;
    }

    @Override
    public String headline() {
        return "Sluice demo: " + nodes + " simulated nodes shared by " + frameworks
                + " simulated frameworks, and the real server. Ctrl-C ends it all.";
    }

    @Override
    public String shortOfMemory(long freeMib) {
        long wanted = 700 + heap();
        return freeMib >= wanted
                ? ""
                : freeMib + " MB of memory are free and the server takes about " + wanted + " MB.";
    }

    @Override
    public boolean takesJars() {
        return false;
    }

    @Override
    public void begin(Optional<LabStore.Layout> layout) {}

    @Override
    public int heap() {
        return 256 + nodes / 20;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(DemoSettings.pace());
        settings.put("sluice.inventory.period", "5s");
        settings.put("sluice.moving.parallelism.first", "20");
        settings.put("sluice.moving.parallelism.most", "50");
        for (int f = 0; f < frameworks; f++) {
            framework(settings, f);
        }
        return settings;
    }

    private void framework(Map<String, String> settings, int f) {
        int own = nodes / frameworks + (f < nodes % frameworks ? 1 : 0);
        String id = NAMES.get(f);
        String prefix = "sluice.frameworks." + id + ".";
        settings.put(prefix + "kind", "sim");
        settings.put(prefix + "url", "sim://here");
        settings.put(prefix + "title", id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1));
        settings.put(prefix + "policy.guarantee", "" + own / 4);
        settings.put(prefix + "policy.deserved", "" + own);
        settings.put(prefix + "options.nodes", "" + own);
        settings.put(prefix + "options.stuck-percent", "2");
        settings.put(prefix + "options.faults-file", faults(id).toString());
        settings.put(prefix + "options.demand", demand(f, own));
    }

    /** From a quarter too much to little more than half, each with a slow tide of its own. */
    private String demand(int f, int own) {
        double level = 1.25 - 0.7 * f / Math.max(1, frameworks - 1);
        double tide = f == 0 ? 0 : 0.06;
        return String.format(
                Locale.ROOT,
                "%.1f + wave(%.1f, %dm, %.2f) + noise(%.2f)",
                own * level,
                own * tide,
                12 + 2 * f,
                (double) f / frameworks,
                own * 0.01);
    }

    private Path faults(String id) {
        return dir.resolve("faults-" + id);
    }

    @Override
    public List<DemoAgent> agents() {
        return List.of();
    }

    @Override
    public int nodes() {
        return nodes;
    }

    @Override
    public void awaitMasters() {}

    @Override
    public void awaitWorkers() {}

    @Override
    public void startLoad() {}

    @Override
    public List<String> hints() {
        return List.of(
                "  Look at  " + NAMES.getFirst()
                        + " above 1.00 beside others with slack; within two minutes a suggestion.",
                "  Try      ./sluice suggestions       why, and why not something else",
                "           ./sluice approve ID        nodes drain, leave and join; one in fifty waits to be forced",
                "           ./sluice undo op-1 --reason \"enough\" --yes    take it back",
                "  Break    echo away > " + faults(NAMES.getFirst()),
                "           or refuses, stalls, loses-replies, loses-all-replies; without the file all is well again");
    }

    @Override
    public void stopLoad() {}

    @Override
    public void close() {}
}
