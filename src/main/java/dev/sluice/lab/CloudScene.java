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

    /** A node has four cores and 4 GiB, as a host and as a worker. */
    private static final LabOpenStack.Size SIZE = new LabOpenStack.Size(4, 4096, 40);

    private static final int MEMORY_GIB = 4;

    private static final Duration LOAD_GRACE = Duration.ofSeconds(3);

    private final Path dir;
    private final int hosts;
    private final Console console;
    private Optional<LabOpenStack> cloud = Optional.empty();
    private Optional<Lab> spark = Optional.empty();
    private Optional<LabProcess> job = Optional.empty();

    /** @param hosts of OpenStack at first */
    CloudScene(Path dir, int hosts, Console console) {
        this.dir = dir;
        this.hosts = hosts;
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
    public void begin(LabStore.Layout layout) {
        spark = Optional.of(Lab.beginSpark(dir, layout));
        Instant began = Instant.now();
        // Its hosts are started by their agents.
        cloud = Optional.of(LabOpenStack.start(dir, SIZE, 0, step -> console.waiting("OpenStack: " + step.strip())));
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
                    SIZE.vcpus(),
                    MEMORY_GIB,
                    List.of(
                            new DemoAgent.Role("openstack", name, cloud().worker(name), 30),
                            new DemoAgent.Role("spark", LabPorts.node(n), worker(n), 10))));
        }
        return agents;
    }

    private LabCommand worker(int n) {
        return spark().spark().worker(n, SIZE.vcpus(), MEMORY_GIB);
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

    /** Half of the cloud's cores in virtual machines, and a job that could use every core of the fleet. */
    @Override
    public void startLoad() {
        Instant began = Instant.now();
        LabNova nova = cloud().nova();
        int small = hosts;
        int large = hosts / 2;
        console.waiting("creating virtual machines");
        nova.create("s2", large);
        nova.create("s1", small);
        console.done((small + large) + " virtual machines", began, "half of OpenStack's cores");
        Instant submitted = Instant.now();
        int wanted = SIZE.vcpus() * (hosts / 4 + WORKERS);
        job = Optional.of(spark().run(new SparkJob("spark-crunch", wanted, 10 * wanted, 2, 0).on(spark())));
        console.done("Spark job", submitted, "it wants " + wanted + " cores and has " + SIZE.vcpus() * WORKERS);
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
        cloud.ifPresent(LabOpenStack::close);
    }

    private LabOpenStack cloud() {
        return cloud.orElseThrow();
    }

    private Lab spark() {
        return spark.orElseThrow();
    }
}
