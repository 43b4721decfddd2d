package dev.sluice.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A real YARN ResourceManager on 127.0.0.1, and how to start its NodeManagers, number {@code n} on 127.0.2.n.
 *
 * <p>Its files are local, its waiting times short, its exclude file is XML.
 */
public final class LabYarn {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Path dir;
    private final Path home;
    private final List<Integer> ports;
    private final LabProcess resourceManager;

    private LabYarn(Path dir, Path home, List<Integer> ports, LabProcess resourceManager) {
        this.dir = dir;
        this.home = home;
        this.ports = ports;
        this.resourceManager = resourceManager;
    }

    /** Starts the ResourceManager and returns at once; {@link #awaitReady} waits for it. */
    static LabYarn start(Path dir, LabStore.Layout layout) {
        List<Integer> ports = LabPorts.free(LabPorts.LOOPBACK, 5);
        Path yarn = dir.resolve("yarn");
        try {
            unpackPages(layout.yarn());
            writeConfiguration(yarn, ports);
        } catch (IOException e) {
            throw new LabException(
                    "YARN's configuration cannot be written to " + yarn + ": " + e.getMessage() + ".", e);
        }
        List<String> argv = Jvm.command(
                dir,
                160,
                List.of(),
                classPath(dir, layout.yarn()),
                "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager");
        LabProcess process = LabProcess.start(dir, new LabCommand("yarn-resourcemanager", argv, environment(yarn)));
        return new LabYarn(dir, layout.yarn(), ports, process);
    }

    /** Waits until the ResourceManager is up. */
    public void awaitReady() {
        resourceManager.awaitReady(PATIENCE, () -> LabHttp.get(url() + "/ws/v1/cluster/info")
                .path("clusterInfo")
                .path("state")
                .asText()
                .equals("STARTED"));
    }

    /** Where the ResourceManager's pages and {@code /ws/v1/cluster} are. */
    public String url() {
        return "http://" + webAddress();
    }

    private String webAddress() {
        return LabPorts.LOOPBACK + ":" + ports.get(4);
    }

    /** {@code host:port} of the admin protocol, over which nodes are refreshed. */
    public String adminAddress() {
        return LabPorts.LOOPBACK + ":" + ports.get(3);
    }

    /** The file that lists hosts on their way out. */
    public Path excludeFile() {
        return dir.resolve("yarn").resolve("exclude.xml");
    }

    public LabProcess resourceManager() {
        return resourceManager;
    }

    /** What a client of this cluster puts on its class path. */
    public String classPath() {
        return classPath(dir, home);
    }

    /** How node {@code n} serves YARN, with 2 vcores and 2 GiB; the same ports each time it is started. */
    public LabCommand nodeManager(int n) {
        String host = LabPorts.node(n);
        List<Integer> own = LabPorts.free(host, 4);
        List<String> argv = new ArrayList<>(
                Jvm.command(dir, 128, List.of(), classPath(), "org.apache.hadoop.yarn.server.nodemanager.NodeManager"));
        Path work = dir.resolve("yarn-work-" + n);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("yarn.nodemanager.address", host + ":" + own.get(0));
        values.put("yarn.nodemanager.localizer.address", host + ":" + own.get(1));
        values.put("yarn.nodemanager.webapp.address", host + ":" + own.get(2));
        values.put("yarn.nodemanager.collector-service.address", host + ":" + own.get(3));
        values.put("yarn.nodemanager.local-dirs", work.resolve("local").toString());
        values.put("yarn.nodemanager.log-dirs", work.resolve("log").toString());
        values.forEach((key, value) -> argv.addAll(List.of("-D", key + "=" + value)));
        return new LabCommand(
                "yarn-nodemanager-" + n, argv, environment(dir.resolve("yarn")), Optional.of(host + ":" + own.get(2)));
    }

    /** Waits until so many nodes are running. */
    public void awaitNodes(int count) {
        if (!Pauses.until(PATIENCE, () -> metrics().path("activeNodes").asInt() == count)) {
            throw new LabException("YARN has not " + count + " running nodes after " + PATIENCE.toSeconds()
                    + " s; its ResourceManager is " + url() + ", logs are in " + dir.resolve("log") + ".");
        }
    }

    /** The ResourceManager's own account, {@code clusterMetrics}. */
    public JsonNode metrics() {
        return LabHttp.get(url() + "/ws/v1/cluster/metrics").path("clusterMetrics");
    }

    private static String classPath(Path dir, Path home) {
        return dir.resolve("yarn") + ":" + home.resolve("pages") + ":" + home.resolve("jars") + "/*";
    }

    private static Map<String, String> environment(Path conf) {
        return Map.of("HADOOP_CONF_DIR", conf.toString());
    }

    /** The daemons' web pages out of their jar, once: else each start of each daemon unpacks them for itself. */
    private static void unpackPages(Path home) throws IOException {
        Path pages = home.resolve("pages");
        if (Files.exists(pages)) {
            return;
        }
        Path part = Files.createTempDirectory(home, "pages");
        Path jar;
        try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
            jar = jars.filter(file -> file.getFileName().toString().startsWith("hadoop-client-api-"))
                    .findFirst()
                    .orElseThrow();
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path target = part.resolve(entry.getName()).normalize();
                if (entry.getName().startsWith("webapps/") && target.startsWith(part) && !entry.isDirectory()) {
                    Files.createDirectories(target.resolveSibling(""));
                    Files.copy(zip.getInputStream(entry), target);
                }
            }
        }
        try {
            Files.move(part, pages);
        } catch (FileSystemException anotherLabWasFaster) {
            LabStore.clear(part);
        }
    }

    private static void writeConfiguration(Path yarn, List<Integer> ports) throws IOException {
        Files.createDirectories(yarn);
        Map<String, String> values = Map.of(
                "yarn", yarn.toString(),
                "rpc", "" + ports.get(0),
                "scheduler", "" + ports.get(1),
                "tracker", "" + ports.get(2),
                "admin", "" + ports.get(3),
                "web", "" + ports.get(4));
        for (String file : List.of("core-site.xml", "yarn-site.xml", "capacity-scheduler.xml", "log4j.properties")) {
            String text = Resources.text("yarn/" + file);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            Files.writeString(yarn.resolve(file), text);
        }
        Files.writeString(yarn.resolve("exclude.xml"), "<?xml version=\"1.0\"?>\n<hosts/>\n");
    }
}
