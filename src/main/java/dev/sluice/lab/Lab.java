package dev.sluice.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Spark master and a YARN ResourceManager on this machine, real ones, each without nodes at first; or Spark alone.
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
    private final Optional<LabYarn> yarn;

    private Lab(Path dir, LabStore.Layout layout, LabSpark spark, Optional<LabYarn> yarn) {
        this.dir = dir;
        this.layout = layout;
        this.spark = spark;
        this.yarn = yarn;
        processes.add(spark.master());
        yarn.map(LabYarn::resourceManager).ifPresent(processes::add);
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
            lab.yarn().awaitReady();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** Starts both masters in {@code dir} and returns at once. */
    static Lab begin(Path dir, LabStore.Layout layout) {
        Path folder = prepare(dir);
        LabSpark spark = LabSpark.start(folder, layout);
        try {
            return new Lab(folder, layout, spark, Optional.of(LabYarn.start(folder, layout)));
        } catch (RuntimeException e) {
            spark.master().close();
            throw e;
        }
    }

    /** Starts the Spark master in {@code dir} and returns at once. */
    static Lab beginSpark(Path dir, LabStore.Layout layout) {
        Path folder = prepare(dir);
        return new Lab(folder, layout, LabSpark.start(folder, layout), Optional.empty());
    }

    private static Path prepare(Path dir) {
        Path folder = dir.toAbsolutePath().normalize();
        LabSweep.sweep(folder);
        try {
            Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new LabException("The lab's folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        return folder;
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

    /** Fails in a lab of Spark alone. */
    public LabYarn yarn() {
        return yarn.orElseThrow();
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
