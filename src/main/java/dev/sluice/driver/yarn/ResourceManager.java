package dev.sluice.driver.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.HttpCalls;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ResourceManager's web services, as typed calls. */
final class ResourceManager {

    private static final Duration READ = Duration.ofSeconds(5);
    private static final Duration NODE = Duration.ofSeconds(3);

    private final HttpCalls calls;
    private final String url;
    private final String user;
    private final Duration change;

    /**
     * @param user for {@code user.name}, which pseudo authentication wants; others ignore it
     * @param change how long a change may take until its outcome counts as unknown
     */
    ResourceManager(HttpCalls calls, String url, String user, Duration change) {
        this.calls = calls;
        this.url = url;
        this.change = change;
        this.user = URLEncoder.encode(user, StandardCharsets.UTF_8);
    }

    /** Live NodeManagers by host. The states are named, for the default list leaves some out. */
    Uni<Map<String, List<YarnCluster.Node>>> nodes() {
        return get("/ws/v1/cluster/nodes?states=new,running,unhealthy,decommissioning")
                .map(YarnCluster::nodes);
    }

    Uni<List<YarnCluster.App>> apps() {
        return get("/ws/v1/cluster/apps?states=NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING")
                .map(YarnCluster::apps);
    }

    Uni<Map<String, String>> fullQueues() {
        return get("/ws/v1/cluster/scheduler").map(YarnCluster::fullQueues);
    }

    /** Names of the containers on a node, from the NodeManager itself; empty when that does not answer. */
    Uni<List<String>> containers(YarnCluster.Node node) {
        if (node.webAddress().isBlank()) {
            return Uni.createFrom().item(List.of());
        }
        URI uri = URI.create("http://" + node.webAddress() + "/ws/v1/node/containers?user.name=" + user);
        return calls.json(uri, NODE)
                .map(json -> json.path("containers").path("container").findValuesAsText("id"))
                .onFailure(DriverFailure.class)
                .recoverWithItem(List.of());
    }

    /**
     * Sets what the scheduler may place on a node.
     *
     * @param overCommit after which containers beyond it are ended. Always positive: with the documented −1 a timer that an
     *     earlier change has left on the node stays in force, and an expired one kills at once (seen in 3.5.0)
     */
    Uni<Void> setResource(String nodeId, long memoryMb, long vcores, Duration overCommit) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("resource").put("memory", memoryMb).put("vCores", vcores);
        body.put("overCommitTimeout", (int) Math.min(Integer.MAX_VALUE, overCommit.toMillis()));
        return calls.post(
                URI.create(url + "/ws/v1/cluster/nodes/" + nodeId + "/resource?user.name=" + user),
                Optional.of(body),
                change);
    }

    private Uni<JsonNode> get(String path) {
        return calls.json(URI.create(url + path + (path.contains("?") ? "&" : "?") + "user.name=" + user), READ);
    }
}
