package dev.sluice.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A load for Spark: rounds of sleeping tasks with a shuffle and a sum that can be checked; see
 * {@code lab/jobs/SparkLoad.java}.
 *
 * @param name of its process and its application
 * @param cores that it asks for at most, more than there are to be starved
 * @param tasks per round
 * @param seconds per task
 * @param rounds until it ends; 0 to go on until it is told {@code stop}
 */
public record SparkJob(String name, int cores, int tasks, double seconds, int rounds) {

    /** How it is started on {@code lab}, with executors of two cores. */
    public LabCommand on(Lab lab) {
        return on(lab, 2);
    }

    /** The same with executors of so many cores. */
    LabCommand on(Lab lab, int executorCores) {
        LabStore.Layout layout = lab.layout();
        Path jar = LabJobs.jar(layout, "SparkLoad", layout.spark());
        Map<String, String> conf = Map.ofEntries(
                Map.entry("spark.app.name", name),
                Map.entry("spark.master", lab.spark().masterUrl()),
                Map.entry("spark.jars", jar.toString()),
                Map.entry("spark.driver.host", LabPorts.LOOPBACK),
                Map.entry("spark.driver.bindAddress", LabPorts.LOOPBACK),
                Map.entry("spark.cores.max", "" + cores),
                Map.entry("spark.executor.cores", "" + executorCores),
                Map.entry("spark.executor.memory", "480m"),
                Map.entry(
                        "spark.executor.extraJavaOptions",
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k -XX:ReservedCodeCacheSize=48m"
                                // Many share this machine: no more heap than they use.
                                + " -Xms48m -Xmn16m"),
                Map.entry("spark.ui.port", "0"),
                Map.entry("spark.ui.reverseProxy", "true"),
                Map.entry("spark.ui.showConsoleProgress", "false"),
                Map.entry("spark.ui.retainedJobs", "20"),
                Map.entry("spark.ui.retainedStages", "40"),
                Map.entry("spark.locality.wait", "0"),
                // A worker that is asked to leave hands its blocks over, so nothing is computed twice.
                Map.entry("spark.decommission.enabled", "true"),
                Map.entry("spark.storage.decommission.enabled", "true"),
                Map.entry("spark.storage.decommission.rddBlocks.enabled", "true"),
                Map.entry("spark.storage.decommission.shuffleBlocks.enabled", "true"),
                // The default of 30 s would be the shortest drain.
                Map.entry("spark.storage.decommission.replicationReattemptInterval", "1s"));
        List<String> options = new ArrayList<>();
        conf.forEach((key, value) -> options.add("-D" + key + "=" + value));
        options.sort(null);
        List<String> argv = new ArrayList<>(Jvm.command(
                lab.dir(),
                512,
                options,
                layout.spark().resolve("jars") + "/*:" + jar,
                "dev.sluice.lab.jobs.SparkLoad"));
        argv.addAll(List.of("rounds=" + rounds, "tasks=" + tasks, "seconds=" + seconds));
        return new LabCommand(
                name,
                argv,
                Map.of(
                        "SPARK_LOCAL_IP",
                        LabPorts.LOOPBACK,
                        "SPARK_HOME",
                        layout.spark().toString()));
    }
}
