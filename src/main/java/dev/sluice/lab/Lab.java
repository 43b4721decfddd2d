package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Spark master and a YARN ResourceManager on this machine, real ones, each without nodes at first.
 *
 * <p>{@snippet :
 * try (Lab lab = Lab.start(dir)) {
 *     lab.run(lab.spark().worker(1));
 *     lab.run(lab.yarn().nodeManager(2));
 *     lab.spark().awaitWorkers(1);
 *     lab.yarn().awaitNodes(1);
 * }
 * }
 *
 * <p>Closing stops every process it started. What an earlier lab in the same folder left behind is stopped first.
 */
public final class Lab implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path dir;
    private final LabStore.Layout layout;
    private final List<LabProcess> processes = new ArrayList<>();
    private final LabSpark spark;
    private final LabYarn yarn;

    private Lab(Path dir, LabStore.Layout layout, LabSpark spark, LabYarn yarn) {
        this.dir = dir;
        this.layout = layout;
        this.spark = spark;
        this.yarn = yarn;
        processes.add(spark.master());
        processes.add(yarn.resourceManager());
    }

    /** Fetches what is missing, starts both masters in {@code dir} and waits until they are ready. */
    public static Lab start(Path dir) {
        return start(dir, LabStore.ofThisUser().fetch(Progress.NONE));
    }

    /** Starts both masters in {@code dir} and waits until they are ready. */
    public static Lab start(Path dir, LabStore.Layout layout) {
        Lab lab = begin(dir, layout);
        try {
            lab.spark.awaitReady();
            lab.yarn.awaitReady();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** Starts both masters in {@code dir} and returns at once. */
    static Lab begin(Path dir, LabStore.Layout layout) {
        Path folder = dir.toAbsolutePath().normalize();
        LabSweep.sweep(folder);
        try {
            Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new LabException("The lab's folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        LabSpark spark = LabSpark.start(folder, layout);
        try {
            return new Lab(folder, layout, spark, LabYarn.start(folder, layout));
        } catch (RuntimeException e) {
            spark.master().close();
            throw e;
        }
    }

    public Path dir() {
        return dir;
    }

    public LabStore.Layout layout() {
        return layout;
    }

    public LabSpark spark() {
        return spark;
    }

    public LabYarn yarn() {
        return yarn;
    }

    /** Starts one more process, a worker or a load, that ends with this lab at the latest. */
    public synchronized LabProcess run(LabCommand command) {
        LabProcess process = LabProcess.start(dir, command);
        processes.add(process);
        return process;
    }

    @Override
    public synchronized void close() {
        LabProcess.stop(processes, GRACE);
        processes.clear();
    }
}
