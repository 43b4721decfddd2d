package dev.sluice.driver.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.spark.SparkAppDetails.Executors.Executor;
import dev.sluice.driver.spark.SparkCluster.State;
import dev.sluice.driver.spark.SparkCluster.Worker;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Resources;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Drives a Spark standalone cluster.
 *
 * <p>A drain is Spark's decommission: executors finish their tasks, move their blocks away and exit, and nothing new
 * starts. Spark keeps it in the worker and cannot take it back, and has no room for a reason; so a worker that is found
 * decommissioned counts as drained by whoever asks, and the undo is {@code admit} followed by a restart of the worker.
 * Whether a drain is foreign is therefore for the caller to judge, from the ledger, before it claims the node.
 */
final class SparkDriver implements FrameworkDriver {

    /** Applications whose API is asked per observation; those beyond are judged by the master's numbers alone. */
    static final int DETAILED_APPS = 40;

    private static final int AT_ONCE = 20;

    private final SparkMaster master;
    private final FrameworkId framework;
    private final Clock clock;

    SparkDriver(SparkMaster master, FrameworkId framework, Clock clock) {
        this.master = master;
        this.framework = framework;
        this.clock = clock;
    }

    @Override
    public Set<Capability> lacks() {
        return Set.of(Capability.RESUMES_IN_PLACE, Capability.MARKS_DRAINS, Capability.ESTIMATES_DRAIN);
    }

    @Override
    public Uni<Observation> observe() {
        return master.cluster().chain(cluster -> {
            Instant at = clock.instant();
            master.keepOnly(cluster);
            return Multi.createFrom()
                    .iterable(cluster.apps())
                    .select()
                    .first(DETAILED_APPS)
                    .onItem()
                    .transformToUni(app -> master.details(app).map(details -> Map.entry(app.id(), details)))
                    .merge(AT_ONCE)
                    .collect()
                    .asMap(Map.Entry::getKey, Map.Entry::getValue)
                    .map(details -> observation(at, cluster, details));
        });
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return master.cluster().chain(cluster -> {
            Optional<Worker> worker = cluster.worker(order.member());
            if (worker.isEmpty()) {
                return Uni.createFrom()
                        .failure(new DriverFailure.NotFound(framework + " has no live worker on " + order.member()));
            }
            return worker.get().state() == State.DECOMMISSIONED
                    ? Uni.createFrom().voidItem()
                    : allStarted(cluster, worker.get()).chain(() -> master.decommission(order.member()));
        });
    }

    /**
     * Fails with Unavailable while an executor of the worker has not registered with its application yet: one that is just
     * starting never hears of the decommission, and would stay until its application ends.
     */
    private Uni<Void> allStarted(SparkCluster cluster, Worker worker) {
        return master.worker(worker).chain(json -> {
            Map<String, Integer> byApp = new TreeMap<>();
            json.path("executors").forEach(e -> byApp.merge(e.path("appid").asText(), 1, Integer::sum));
            return Multi.createFrom()
                    .iterable(cluster.apps())
                    .filter(app -> byApp.containsKey(app.id()))
                    .onItem()
                    .transformToUniAndConcatenate(app -> master.details(app).invoke(details -> details.executors()
                            .filter(known -> known.running().stream()
                                            .filter(e -> e.host().equals(worker.host()))
                                            .count()
                                    < byApp.getOrDefault(app.id(), 0))
                            .ifPresent(known -> {
                                throw new DriverFailure.Unavailable(
                                        "an executor of " + app.name() + " is just starting on " + worker.host()
                                                + "; it can be asked to leave once it runs",
                                        null);
                            })))
                    .collect()
                    .last()
                    .replaceWithVoid();
        });
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return master.cluster().chain(cluster -> {
            Optional<Worker> worker = cluster.worker(order.member());
            if (worker.isEmpty()) {
                return Uni.createFrom().item(DrainProgress.EMPTY);
            }
            if (worker.get().state() == State.DECOMMISSIONED) {
                return left(cluster, worker.get());
            }
            // The worker or the master was restarted since, and the drain went with it: ask again.
            return master.decommission(order.member()).chain(() -> left(cluster, worker.get()));
        });
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        if (order.workerStopped()) {
            // The master drops a worker whose connection has ended.
            return Uni.createFrom().voidItem();
        }
        return master.cluster().chain(cluster -> {
            Optional<Worker> worker = cluster.worker(order.member());
            if (worker.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            if (worker.get().state() != State.DECOMMISSIONED) {
                return order.force()
                        ? master.decommission(order.member())
                        : Uni.createFrom()
                                .failure(new DriverFailure.Refused(
                                        order.member() + " still takes work in " + framework + "; drain it first"));
            }
            if (order.force()) {
                // The stop of the worker ends its executors, and the master tells their applications, which run the
                // lost tasks again elsewhere.
                return Uni.createFrom().voidItem();
            }
            return left(cluster, worker.get())
                    .invoke(progress -> {
                        if (!progress.empty()) {
                            throw new DriverFailure.Refused(order.member() + " still runs "
                                    + progress.blockers().stream()
                                            .map(DrainProgress.Blocker::work)
                                            .collect(Collectors.joining(", "))
                                    + "; wait, or force");
                        }
                    })
                    .replaceWithVoid();
        });
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        // Spark asks nobody: a worker that starts is in. Only that the master is there to take it needs proof.
        return master.cluster().replaceWithVoid();
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return master.cluster()
                .map(cluster -> cluster.worker(member).map(Worker::presence).orElse(Presence.ABSENT));
    }

    /** What the worker itself still runs; the master never takes a decommissioned worker's executors off its books. */
    private Uni<DrainProgress> left(SparkCluster cluster, Worker worker) {
        return master.worker(worker).map(json -> {
            Map<String, Integer> byApp = new TreeMap<>();
            int remaining = 0;
            for (JsonNode executor : json.path("executors")) {
                String name = executor.path("appdesc").path("name").asText("?");
                byApp.merge(name + " (" + executor.path("appid").asText() + ")", 1, Integer::sum);
                remaining++;
            }
            List<DrainProgress.Blocker> blockers = new ArrayList<>();
            byApp.forEach((app, executors) -> blockers.add(new DrainProgress.Blocker(
                    app,
                    executors + (executors == 1 ? " executor finishes its" : " executors finish their")
                            + " tasks and hands blocks over")));
            for (SparkCluster.ClusterDriver driver : cluster.drivers()) {
                if (driver.worker().filter(worker.id()::equals).isPresent()) {
                    blockers.add(new DrainProgress.Blocker(
                            driver.id(), "a driver in cluster mode runs here; a decommission does not move it"));
                    remaining++;
                }
            }
            return remaining == 0
                    ? DrainProgress.EMPTY
                    : new DrainProgress(false, remaining, blockers, Optional.empty());
        });
    }

    private static Observation observation(Instant at, SparkCluster cluster, Map<String, SparkAppDetails> details) {
        Map<String, List<Executor>> byHost = details.values().stream()
                .flatMap(app -> app.executors().stream())
                .flatMap(executors -> executors.running().stream())
                .collect(Collectors.groupingBy(Executor::host));
        List<Observation.Member> members = cluster.workers().values().stream()
                .map(worker -> member(worker, byHost.getOrDefault(worker.host(), List.of())))
                .sorted(Comparator.comparing(Observation.Member::name))
                .toList();
        return new Observation(at, members, SparkDemand.of(cluster, members, details));
    }

    private static Observation.Member member(Worker worker, List<Executor> executors) {
        boolean draining = worker.state() == State.DECOMMISSIONED;
        double cores = executors.stream().mapToDouble(Executor::cores).sum();
        // The master's count of a decommissioned worker is stale for ever; its executors tell what is left.
        Resources used = draining
                ? Resources.of(
                        Math.min(cores, worker.used().cores()),
                        executors.isEmpty() ? 0 : worker.used().memoryBytes())
                : worker.used();
        int running = executors.isEmpty() && !draining && worker.used().cores() > 0 ? 1 : executors.size();
        return new Observation.Member(
                worker.host(), worker.presence(), worker.capacity(), used, running, Optional.empty());
    }
}
