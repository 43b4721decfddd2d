package dev.sluice.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real Spark standalone master on 127.0.0.1, and how to start its workers, worker {@code n} on 127.0.2.n.
 *
 * <p>Decommissioning is on; the application pages are reachable through the master ({@code /proxy/<app>/}).
 */
public final class LabSpark {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Path dir;
    private final Path home;
    private final int rpcPort;
    private final int webPort;
    private final LabProcess master;

    private LabSpark(Path dir, Path home, int rpcPort, int webPort, LabProcess master) {
        this.dir = dir;
        this.home = home;
        this.rpcPort = rpcPort;
        this.webPort = webPort;
        this.master = master;
    }

    /** Starts the master and returns at once; {@link #awaitReady} waits for it. */
    static LabSpark start(Path dir, LabStore.Layout layout) {
        List<Integer> ports = LabPorts.free(LabPorts.LOOPBACK, 2);
        List<String> argv = new ArrayList<>(Jvm.command(
                dir,
                128,
                List.of(
                        "-Dspark.decommission.enabled=true",
                        "-Dspark.ui.reverseProxy=true",
                        // Dead workers leave the list after this, counted in heartbeats of worker.timeout.
                        "-Dspark.worker.timeout=20",
                        "-Dspark.dead.worker.persistence=1"),
                layout.spark().resolve("jars") + "/*",
                "org.apache.spark.deploy.master.Master"));
        argv.addAll(
                List.of("--host", LabPorts.LOOPBACK, "--port", "" + ports.get(0), "--webui-port", "" + ports.get(1)));
        LabProcess master = LabProcess.start(
                dir, new LabCommand("spark-master", argv, environment(layout.spark(), LabPorts.LOOPBACK)));
        return new LabSpark(dir, layout.spark(), ports.get(0), ports.get(1), master);
    }

    /** Waits until the master is up. */
    public void awaitReady() {
        master.awaitReady(PATIENCE, () -> state().path("status").asText().equals("ALIVE"));
    }

    /** Where the master's pages and {@code /json/} are. */
    public String url() {
        return "http://" + LabPorts.LOOPBACK + ":" + webPort;
    }

    /** What applications and workers connect to. */
    public String masterUrl() {
        return "spark://" + LabPorts.LOOPBACK + ":" + rpcPort;
    }

    public LabProcess master() {
        return master;
    }

    /** The folder that holds {@code jars}. */
    public Path home() {
        return home;
    }

    /** How node {@code n} serves Spark, with 2 cores and 2 GiB; the same ports each time it is started. */
    public LabCommand worker(int n) {
        return worker(n, 2, 2);
    }

    /** The same with so many cores and so much memory, in name. */
    LabCommand worker(int n, int cores, int memoryGib) {
        String host = LabPorts.node(n);
        List<Integer> ports = LabPorts.free(host, 2);
        List<String> argv = new ArrayList<>(Jvm.command(
                dir,
                96,
                List.of(
                        // Many share this machine: no more heap than it uses.
                        "-Xms24m", "-Xmn8m", "-Dspark.decommission.enabled=true", "-Dspark.ui.reverseProxy=true"),
                home.resolve("jars") + "/*",
                "org.apache.spark.deploy.worker.Worker"));
        argv.addAll(List.of("--host", host, "--port", "" + ports.get(0), "--webui-port", "" + ports.get(1)));
        argv.addAll(List.of(
                "-c",
                "" + cores,
                "-m",
                memoryGib + "g",
                "-d",
                dir.resolve("spark-work-" + n).toString(),
                masterUrl()));
        return new LabCommand(
                "spark-worker-" + n, argv, environment(home, host), Optional.of(host + ":" + ports.get(1)));
    }

    /** Waits until so many workers are alive. */
    public void awaitWorkers(int count) {
        if (!Pauses.until(PATIENCE, () -> state().path("aliveworkers").asInt() == count)) {
            throw new LabException("Spark has not " + count + " workers after " + PATIENCE.toSeconds()
                    + " s; its master is " + url() + ", logs are in " + dir.resolve("log") + ".");
        }
    }

    /** The master's own account, {@code /json/}. */
    public JsonNode state() {
        return LabHttp.get(url() + "/json/");
    }

    private static Map<String, String> environment(Path home, String host) {
        // The Scala version is what a worker looks for in a source tree, unless told.
        return Map.of(
                "SPARK_HOME",
                home.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                host,
                "SPARK_PUBLIC_DNS",
                host);
    }
}
