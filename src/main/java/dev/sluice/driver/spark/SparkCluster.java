package dev.sluice.driver.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the master says at {@code /json/}: workers, applications and drivers.
 *
 * @param workers one per host, the newest that lives; hosts whose workers are all dead have none
 */
record SparkCluster(String status, Map<String, Worker> workers, List<App> apps, List<ClusterDriver> drivers) {

    private static final double MIB = 1024.0 * 1024.0;

    /**
     * @param url of the worker's own web UI
     * @param used as the master counts it; stale for ever once the worker is decommissioned
     */
    record Worker(String id, String host, String url, State state, Resources capacity, Resources used) {

        Presence presence() {
            return switch (state) {
                case ALIVE -> Presence.SERVING;
                case DECOMMISSIONED -> Presence.DRAINING;
                case UNKNOWN -> Presence.DOWN;
            };
        }
    }

    /** The states of a worker that lives; DEAD ones are left out on reading. */
    enum State {
        ALIVE,
        DECOMMISSIONED,
        /** The master has recovered and the worker has not spoken to it yet. */
        UNKNOWN
    }

    /**
     * An application that has not ended.
     *
     * @param granted cores that it has
     */
    record App(String id, String name, boolean waiting, double granted, double executorMemory, Instant since) {}

    /**
     * A driver that was submitted in cluster mode, so that it runs on a worker.
     *
     * @param worker id of the worker; empty while none has room for it
     */
    record ClusterDriver(String id, Optional<String> worker, Resources wants, Instant since) {}

    static SparkCluster of(JsonNode json) {
        Map<String, Worker> workers = new TreeMap<>();
        for (JsonNode entry : json.path("workers")) {
            worker(entry).ifPresent(worker -> workers.merge(worker.host, worker, SparkCluster::newer));
        }
        List<App> apps = new ArrayList<>();
        for (JsonNode app : json.path("activeapps")) {
            apps.add(new App(
                    app.path("id").asText(),
                    app.path("name").asText(),
                    "WAITING".equals(app.path("state").asText()),
                    app.path("cores").asDouble(),
                    app.path("memoryperexecutor").asDouble() * MIB,
                    Instant.ofEpochMilli(app.path("starttime").asLong())));
        }
        apps.sort(Comparator.comparing(App::id));
        List<ClusterDriver> drivers = new ArrayList<>();
        for (JsonNode driver : json.path("activedrivers")) {
            drivers.add(new ClusterDriver(
                    driver.path("id").asText(),
                    Optional.of(driver.path("worker").asText("None")).filter(worker -> !"None".equals(worker)),
                    Resources.of(
                            driver.path("cores").asDouble(),
                            driver.path("memory").asDouble() * MIB),
                    Instant.ofEpochMilli(driver.path("starttime").asLong())));
        }
        return new SparkCluster(
                json.path("status").asText("no status"), Map.copyOf(workers), List.copyOf(apps), List.copyOf(drivers));
    }

    Optional<Worker> worker(String host) {
        return Optional.ofNullable(workers.get(host));
    }

    private static Optional<Worker> worker(JsonNode entry) {
        State state;
        switch (entry.path("state").asText()) {
            case "ALIVE" -> state = State.ALIVE;
            case "DECOMMISSIONED" -> state = State.DECOMMISSIONED;
            case "UNKNOWN" -> state = State.UNKNOWN;
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(new Worker(
                entry.path("id").asText(),
                entry.path("host").asText(),
                entry.path("webuiaddress").asText(),
                state,
                Resources.of(
                        entry.path("cores").asDouble(), entry.path("memory").asDouble() * MIB),
                Resources.of(
                        entry.path("coresused").asDouble(),
                        entry.path("memoryused").asDouble() * MIB)));
    }

    /** Ids begin with the time of registration, {@code worker-20261123061518-host-port}. */
    private static Worker newer(Worker one, Worker other) {
        int byAge = one.id.compareTo(other.id);
        if (byAge == 0) {
            return one.state == State.ALIVE ? one : other;
        }
        return byAge > 0 ? one : other;
    }
}
