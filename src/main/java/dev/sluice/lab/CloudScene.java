package dev.sluice.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real OpenStack with virtual machines on its hosts, and a small Spark cluster with a job that wants far more: the question is
 * which hosts go over.
 *
 * <p>Each node can be a compute host of the one, under its own name, or a worker of the other, on 127.0.2.n. The hypervisor is
 * Nova's own fake one, so that forty of them fit on one machine; all else of OpenStack is real.
 */
final class CloudScene implements DemoScene {

    /** Spark's own at first. */
    private static final int WORKERS = 2;

    /** Of a node, as a host and as a worker. */
    static final LabOpenStack.Size SIZE = new LabOpenStack.Size(4, 4096, 40);

    /** Tasks per core wanted in one round: long rounds, for between two of them nothing waits for a moment. */
    private static final int ROUND = 10;

    private static final Duration LOAD_GRACE = Duration.ofSeconds(3);

    private final Path dir;
    private final int hosts;
    private final Console console;
    private Optional<LabOpenStack> cloud;
    private final boolean ownCloud;
    private Optional<Lab> spark = Optional.empty();
    private Optional<LabProcess> job = Optional.empty();

    /** @param hosts of OpenStack at first */
    CloudScene(Path dir, int hosts, Console console) {
        this(dir, hosts, Optional.empty(), console);
    }

    /** On a cloud that is up, and stays so; its first {@code hosts} hosts become the agents'. */
    CloudScene(Path dir, int hosts, LabOpenStack cloud, Console console) {
        this(dir, hosts, Optional.of(cloud), console);
    }

    private CloudScene(Path dir, int hosts, Optional<LabOpenStack> cloud, Console console) {
        this.dir = dir;
        this.hosts = hosts;
        this.cloud = cloud;
        this.ownCloud = cloud.isEmpty();
        this.console = console;
    }

    @Override
    public String headline() {
        return "Sluice demo: a real OpenStack with " + hosts + " hosts and a real Spark with " + WORKERS
                + " workers on this machine. Ctrl-C ends it all.";
    }

    @Override
    public String shortOfMemory(long freeMib) {
        long wanted = 3000 + 130L * hosts;
        return freeMib >= wanted
                ? ""
                : freeMib + " MB of memory are free and " + hosts + " hosts take about " + wanted
                        + " MB; with --hosts 10 it takes 4300 MB.";
    }

    @Override
    public void begin(Optional<LabStore.Layout> layout) {
        spark = Optional.of(Lab.beginSpark(dir, layout.orElseThrow()));
        Instant began = Instant.now();
        if (ownCloud) {
            // Its hosts are started by their agents.
            cloud = Optional.of(
                    LabOpenStack.start(dir, SIZE, 0, step -> console.waiting("OpenStack: " + step.strip())));
        }
        console.done("OpenStack", began, cloud().description().authUrl());
    }

    @Override
    public Map<String, String> settings() {
        return CloudSettings.of(cloud().description(), spark().spark().url(), hosts, WORKERS);
    }

    @Override
    public List<DemoAgent> agents() {
        List<DemoAgent> agents = new ArrayList<>();
        for (int n = 1; n <= hosts + WORKERS; n++) {
            String name = "node-" + n;
            agents.add(new DemoAgent(
                    n,
                    n <= hosts ? "openstack" : "spark",
                    cores(),
                    memoryGib(),
                    List.of(
                            new DemoAgent.Role("openstack", name, cloud().worker(name), 30),
                            new DemoAgent.Role("spark", LabPorts.node(n), worker(n), 10))));
        }
        return agents;
    }

    private LabCommand worker(int n) {
        return spark().spark().worker(n, cores(), memoryGib());
    }

    private int cores() {
        return cloud().size().vcpus();
    }

    private int memoryGib() {
        return cloud().size().memoryMib() / 1024;
    }

    @Override
    public void awaitMasters() {
        spark().spark().awaitReady();
    }

    @Override
    public void awaitWorkers() {
        Instant began = Instant.now();
        console.waiting("waiting for the hosts and the workers");
        LabNova nova = cloud().nova();
        List<String> names = LabOpenStack.names(hosts);
        nova.until(hosts + " hosts to serve", () -> nova.serving().containsAll(names));
        spark().spark().awaitWorkers(WORKERS);
        console.done(hosts + " hosts, " + WORKERS + " Spark workers", began, "started by the agents");
    }

    /** Two small virtual machines a host, and a job that could use a quarter of the cloud beside what Spark has. */
    @Override
    public void startLoad() {
        Instant began = Instant.now();
        console.waiting("creating virtual machines");
        cloud().nova().create("s1", 2 * hosts);
        console.done(2 * hosts + " virtual machines", began, "two on each host, about");
        Instant submitted = Instant.now();
        int wanted = cores() * (hosts / 4 + WORKERS);
        SparkJob work = new SparkJob("spark-crunch", wanted, ROUND * wanted, 2, 0);
        job = Optional.of(spark().run(work.on(spark(), cores())));
        console.done("Spark job", submitted, "it wants " + wanted + " cores and has " + cores() * WORKERS);
    }

    @Override
    public List<String> hints() {
        return List.of(
                "  Now      ./sluice move --from openstack --to spark --nodes " + hosts / 4
                        + " --reason \"Spark is starving\"",
                "           the plan: which hosts, what becomes of their virtual machines; with --yes it is done",
                "  Watch    the page, or ./sluice operations op-1 --watch",
                "  Ask      OpenStack itself: . " + cloud().folder().resolve("env") + "   (then any of its clients)",
                "  Back     ./sluice undo op-1 --reason \"enough\" --yes");
    }

    @Override
    public void stopLoad() {
        job.ifPresent(one -> LabProcess.stop(List.of(one), LOAD_GRACE));
    }

    @Override
    public void close() {
        spark.ifPresent(Lab::close);
        if (ownCloud) {
            cloud.ifPresent(LabOpenStack::close);
        }
    }

    /** The job, once it has started. */
    LabProcess job() {
        return job.orElseThrow();
    }

    LabOpenStack cloud() {
        return cloud.orElseThrow();
    }

    Lab spark() {
        return spark.orElseThrow();
    }
}
