package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs the server to observe an OpenStack of 40 hosts every 10 s: the CPU time of two servers on the same cloud, one
 * that observes it so and one that observes it once.
 */
@Command(name = "observing", mixinStandardHelpOptions = true)
public final class ObservingBench implements Callable<Integer> {

    @Option(names = "--hosts", defaultValue = "40", description = "of OpenStack (${DEFAULT-VALUE})")
    private int hosts;

    @Option(names = "--warm-up", defaultValue = "90", description = "seconds (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--look", defaultValue = "180", description = "seconds (${DEFAULT-VALUE})")
    private int look;

    /** Runs it once. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ObservingBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Path dir = Files.createTempDirectory("sluice-observing");
        try (LabOpenStack cloud = LabOpenStack.start(dir, CloudScene.SIZE, hosts, System.out::println)) {
            cloud.nova().create("s1", 2 * hosts);
            Map<String, String> observed = CloudSettings.openstack(cloud.description(), hosts);
            double with = cpu(dir.resolve("with"), observed);
            double without = cpu(dir.resolve("without"), Map.of());
            System.out.printf(
                    Locale.ROOT,
                    "%d hosts, %d servers: %.2f %% of a core when observed every 10 s, %.2f %% of a server without a framework: %.2f %%%n",
                    hosts,
                    2 * hosts,
                    with,
                    without,
                    with - without);
            return with - without < 2 ? 0 : 1;
        } finally {
            LabSweep.sweep(dir);
            LabStore.clear(dir);
        }
    }

    /** Per cent of a core that a server with these frameworks takes, which it reads every 10 s. */
    private double cpu(Path folder, Map<String, String> frameworks) throws IOException {
        Path home = Files.createDirectories(folder);
        Map<String, String> settings = new TreeMap<>(frameworks);
        settings.put("sluice.inventory.period", "10s");
        String launcher = Path.of(System.getProperty("sluice.home", "."), "sluice")
                .toAbsolutePath()
                .normalize()
                .toString();
        int port = List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst();
        DemoServer server =
                DemoServer.start(home, List.of(launcher, "serve"), port, settings, home.resolve("context.json"));
        try {
            server.awaitReady();
            if (!frameworks.isEmpty()
                    && !Pauses.until(Duration.ofMinutes(2), () -> server.api()
                            .get("/api/frameworks/openstack")
                            .orElseThrow()
                            .path("ageSeconds")
                            .isNumber())) {
                throw new LabException("The server does not know the cloud; see "
                        + server.process().log() + ".");
            }
            Pauses.pause(Duration.ofSeconds(warmUp));
            Duration before = used(server);
            Instant began = Instant.now();
            Pauses.pause(Duration.ofSeconds(look));
            double share = 100.0
                    * used(server).minus(before).toMillis()
                    / Duration.between(began, Instant.now()).toMillis();
            System.out.printf(Locale.ROOT, "%s: %.2f %% of a core%n", folder.getFileName(), share);
            return share;
        } finally {
            server.process().close();
        }
    }

    private static Duration used(DemoServer server) {
        return ProcessHandle.of(server.process().pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElseThrow();
    }
}
