package dev.sluice.driver.spark;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.driver.Observation.Pending;
import dev.sluice.fleet.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a Spark cluster runs and would run.
 *
 * <p>An application would take more cores as far as it has both room under {@code spark.cores.max} and tasks that wait:
 * {@code min(max − granted, pending tasks × spark.task.cpus)}. Where its API cannot be reached, the master's own numbers
 * decide: what is left under its limit, or one worker's worth for an unlimited one that waits with nothing at all. Memory
 * follows from the executors that these cores make.
 */
final class SparkDemand {

    private SparkDemand() {}

    /** @param details by application id */
    static Demand of(SparkCluster cluster, List<Observation.Member> members, Map<String, SparkAppDetails> details) {
        Resources running = members.stream().map(Observation.Member::used).reduce(Resources.NONE, Resources::plus);
        Resources usable = members.stream()
                .filter(member -> member.presence() == Presence.SERVING)
                .map(Observation.Member::capacity)
                .reduce(Resources.NONE, Resources::plus);
        Resources largest = members.stream()
                .map(Observation.Member::capacity)
                .max(Comparator.comparingDouble(Resources::cores).thenComparingDouble(Resources::memoryBytes))
                .orElse(Resources.NONE);
        List<Pending> pending = new ArrayList<>();
        for (SparkCluster.App app : cluster.apps()) {
            pending(app, details.getOrDefault(app.id(), SparkAppDetails.UNKNOWN), largest)
                    .ifPresent(pending::add);
        }
        for (SparkCluster.ClusterDriver driver : cluster.drivers()) {
            if (driver.worker().isEmpty()) {
                pending.add(new Pending(
                        driver.id(), driver.id(), driver.wants(), Optional.of(driver.since()), Optional.empty()));
            }
        }
        return new Demand(running, usable, pending);
    }

    private static Optional<Pending> pending(SparkCluster.App app, SparkAppDetails details, Resources largest) {
        OptionalDouble max =
                details.limits().isPresent() ? details.limits().get().maxCores() : OptionalDouble.empty();
        OptionalDouble perExecutor =
                details.limits().isPresent() ? details.limits().get().executorCores() : OptionalDouble.empty();
        double room = max.isPresent() ? Math.max(0, max.getAsDouble() - app.granted()) : Double.MAX_VALUE;
        double unmet;
        if (details.stages().isPresent()) {
            double taskCpus =
                    details.limits().map(SparkAppDetails.Limits::taskCpus).orElse(1.0);
            unmet = Math.min(room, details.stages().get().pendingTasks() * taskCpus);
        } else if (max.isPresent()) {
            unmet = room;
        } else {
            // An unlimited application with unknown tasks: one that has nothing surely wants something.
            unmet = app.waiting() ? Math.max(1, largest.cores()) : 0;
        }
        if (unmet <= 0) {
            return Optional.empty();
        }
        double executorCores = perExecutor.orElse(Math.max(1, largest.cores()));
        double executors = Math.ceil(unmet / executorCores);
        Resources wants = Resources.of(unmet, executors * app.executorMemory());
        return Optional.of(new Pending(
                app.id(),
                app.name(),
                wants,
                Optional.of(
                        // Within its limit it has asked for these cores from its first moment on.
                        app.waiting() || max.isPresent()
                                ? app.since()
                                : details.stages()
                                        .flatMap(SparkAppDetails.Stages::since)
                                        .orElse(app.since())),
                blockedBy(app, perExecutor, largest)));
    }

    /** An executor that is larger than every worker starts nowhere, however many workers there are. */
    private static Optional<String> blockedBy(SparkCluster.App app, OptionalDouble perExecutor, Resources largest) {
        if (largest.cores() == 0) {
            return Optional.empty();
        }
        if (perExecutor.orElse(0) > largest.cores()) {
            return Optional.of("its executors want " + (long) perExecutor.getAsDouble()
                    + " cores, no worker has more than " + (long) largest.cores());
        }
        if (app.executorMemory() > largest.memoryBytes()) {
            return Optional.of("its executors want " + (long) (app.executorMemory() / (1 << 20))
                    + " MiB, no worker has more than " + (long) (largest.memoryBytes() / (1 << 20)));
        }
        return Optional.empty();
    }
}
