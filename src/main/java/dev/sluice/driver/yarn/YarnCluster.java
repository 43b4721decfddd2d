package dev.sluice.driver.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.fleet.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the ResourceManager's web services say, read into values. */
final class YarnCluster {

    private static final double MIB = 1024.0 * 1024.0;
    private static final String ANYWHERE = "*";

    private YarnCluster() {}

    /** A NodeManager that lives, in the ResourceManager's eyes. */
    record Node(
            String id,
            String host,
            String webAddress,
            State state,
            long memoryMb,
            long vcores,
            Resources used,
            int containers) {

        /** Its resources were set to 0, so that nothing starts on it. */
        boolean cordoned() {
            return memoryMb == 0 && vcores == 0;
        }

        Resources capacity() {
            return resources(memoryMb, vcores);
        }
    }

    /** The states of a NodeManager that lives; the others are left out on reading. */
    enum State {
        RUNNING,
        DECOMMISSIONING,
        UNHEALTHY,
        NEW
    }

    /**
     * An application that has not ended.
     *
     * @param wants containers that it waits for
     * @param largest the largest of them
     * @param notActivated the scheduler's words why it may not even start its master, a limit of its queue or user
     */
    record App(
            String id,
            String name,
            String queue,
            boolean started,
            Resources wants,
            Resources largest,
            Instant submitted,
            Optional<String> notActivated) {}

    /** Nodes by host; of several on one host each is kept, for a host is excluded as a whole. */
    static Map<String, List<Node>> nodes(JsonNode json) {
        Map<String, List<Node>> nodes = new TreeMap<>();
        for (JsonNode entry : json.path("nodes").path("node")) {
            state(entry.path("state").asText()).ifPresent(state -> {
                JsonNode total = entry.path("totalResource");
                Node node = new Node(
                        entry.path("id").asText(),
                        entry.path("nodeHostName").asText(),
                        entry.path("nodeHTTPAddress").asText(),
                        state,
                        total.path("memory").asLong(),
                        total.path("vCores").asLong(),
                        resources(
                                entry.path("usedMemoryMB").asLong(),
                                entry.path("usedVirtualCores").asLong()),
                        entry.path("numContainers").asInt());
                nodes.computeIfAbsent(node.host, host -> new ArrayList<>()).add(node);
            });
        }
        return nodes;
    }

    static List<App> apps(JsonNode json) {
        List<App> apps = new ArrayList<>();
        for (JsonNode entry : json.path("apps").path("app")) {
            Resources wants = Resources.NONE;
            Resources largest = Resources.NONE;
            for (JsonNode request : entry.path("resourceRequests")) {
                int containers = request.path("numContainers").asInt();
                // The same containers are asked for per host and rack as well; this is the sum of them.
                if (containers > 0
                        && ANYWHERE.equals(request.path("resourceName").asText())) {
                    Resources one = resources(
                            request.path("capability").path("memory").asLong(),
                            request.path("capability").path("vCores").asLong());
                    wants = wants.plus(one.times(containers));
                    largest = larger(largest, one);
                }
            }
            boolean started = "RUNNING".equals(entry.path("state").asText());
            String diagnostics = entry.path("diagnostics").asText();
            boolean notActivated = !started && diagnostics.contains("not yet activated");
            apps.add(new App(
                    entry.path("id").asText(),
                    entry.path("name").asText(),
                    entry.path("queue").asText(),
                    started,
                    wants,
                    largest,
                    Instant.ofEpochMilli(entry.path("startedTime").asLong()),
                    notActivated ? Optional.of(limit(diagnostics)) : Optional.empty()));
        }
        apps.sort(Comparator.comparing(App::id));
        return apps;
    }

    /** Leaf queues that hold as much as they ever may, though the cluster has more, with a sentence each. */
    static Map<String, String> fullQueues(JsonNode scheduler) {
        Map<String, String> full = new HashMap<>();
        collect(scheduler.path("scheduler").path("schedulerInfo"), full);
        return full;
    }

    private static void collect(JsonNode queue, Map<String, String> full) {
        JsonNode children = queue.path("queues").path("queue");
        for (JsonNode child : children) {
            collect(child, full);
        }
        double most = queue.path("absoluteMaxCapacity").asDouble(100);
        double used = queue.path("absoluteUsedCapacity").asDouble(0);
        if (children.isMissingNode() && most < 99.95 && used >= most - 0.05) {
            String name = queue.path("queuePath").asText(queue.path("queueName").asText());
            String sentence = "queue " + name + " holds its maximum of " + Math.round(most) + " % of the cluster";
            full.put(name, sentence);
            full.put(queue.path("queueName").asText(), sentence);
        }
    }

    private static String limit(String diagnostics) {
        int from = diagnostics.indexOf("not yet activated.");
        String rest = from < 0 ? diagnostics : diagnostics.substring(from + "not yet activated.".length());
        int end = rest.indexOf("Details");
        return (end < 0 ? rest : rest.substring(0, end)).strip();
    }

    private static Optional<State> state(String text) {
        return switch (text) {
            case "RUNNING" -> Optional.of(State.RUNNING);
            case "DECOMMISSIONING" -> Optional.of(State.DECOMMISSIONING);
            case "UNHEALTHY" -> Optional.of(State.UNHEALTHY);
            case "NEW" -> Optional.of(State.NEW);
            default -> Optional.empty();
        };
    }

    static Resources resources(long memoryMb, long vcores) {
        // Over-committed nodes report what they lack as a negative number.
        return Resources.of(Math.max(0, vcores), Math.max(0, memoryMb) * MIB);
    }

    private static Resources larger(Resources one, Resources other) {
        return Resources.of(Math.max(one.cores(), other.cores()), Math.max(one.memoryBytes(), other.memoryBytes()));
    }
}
