package dev.sluice.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The demo's load: first Spark is asked for far more than it can do while YARN has next to nothing, after a phase the
 * reverse, and so on.
 */
final class DemoRhythm {

    private static final Duration TICK = Duration.ofSeconds(1);
    /** Tasks per core of the fleet in one round: long rounds, for between two of them nothing waits for a moment. */
    private static final int ROUND = 60;

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Lab lab;
    private final int cores;
    private final Duration phase;
    private final Console console;
    private final Thread thread = new Thread(this::run, "demo-rhythm");

    private Hungry hungry = Hungry.SPARK;
    private Optional<LabProcess> spark = Optional.empty();
    private Optional<LabProcess> yarn = Optional.empty();
    private Instant startedLast = Instant.EPOCH;

    /** Who wants more than it has. */
    enum Hungry {
        SPARK("Spark", "YARN"),
        YARN("YARN", "Spark");

        private final String title;
        private final String other;

        Hungry(String title, String other) {
            this.title = title;
            this.other = other;
        }
    }

    /** @param nodes of the fleet, 2 cores each */
    DemoRhythm(Lab lab, int nodes, Duration phase, Console console) {
        this.lab = lab;
        this.cores = 2 * nodes;
        this.phase = phase;
        this.console = console;
        thread.setDaemon(true);
    }

    /** Starts both loads and goes on in the background. */
    void start() {
        load();
        thread.start();
    }

    /** Stops turning the load around; the loads themselves end with the lab. */
    synchronized List<LabProcess> stop() {
        thread.interrupt();
        return List.of(spark, yarn).stream().flatMap(Optional::stream).toList();
    }

    private void run() {
        try {
            Instant turn = Instant.now().plus(phase);
            while (!Thread.currentThread().isInterrupted()) {
                Pauses.pause(TICK);
                if (Instant.now().isAfter(turn)) {
                    turn = Instant.now().plus(phase);
                    turnAround();
                }
                load();
            }
        } catch (LabException interrupted) {
            // The demo is on its way out.
            return;
        }
    }

    private synchronized void turnAround() {
        hungry = hungry == Hungry.SPARK ? Hungry.YARN : Hungry.SPARK;
        console.event("The load turns around: " + hungry.title + " now wants more than it has, " + hungry.other
                + " has little to do.");
        spark.ifPresent(LabProcess::close);
        spark = Optional.empty();
        startedLast = Instant.EPOCH;
        yarn.ifPresent(load -> load.tell("want " + containers()));
    }

    /** Starts what should run and does not, the first time or because it ended. */
    private synchronized void load() {
        boolean sparkRuns = spark.filter(LabProcess::alive).isPresent();
        boolean yarnRuns = yarn.filter(LabProcess::alive).isPresent();
        if ((sparkRuns && yarnRuns)
                || Thread.currentThread().isInterrupted()
                || Duration.between(startedLast, Instant.now()).compareTo(AGAIN) < 0) {
            return;
        }
        startedLast = Instant.now();
        if (!sparkRuns) {
            spark = Optional.of(lab.run(
                    hungry == Hungry.SPARK
                            ? new SparkJob("spark-crunch", cores, ROUND * cores, 2, 0).on(lab)
                            : new SparkJob("spark-trickle", 2, 2, 2, 0).on(lab)));
        }
        if (!yarnRuns) {
            yarn = Optional.of(lab.run(new YarnJob("yarn-batch", containers(), 0, 15).on(lab)));
        }
    }

    private int containers() {
        return hungry == Hungry.YARN ? cores : 1;
    }
}
