package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.openstack.Cloud.Api;
import dev.sluice.fleet.Resources;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The placement API, as typed calls. A provider that is not there has nothing. */
final class Placement {

    private static final double MIB = 1024.0 * 1024.0;
    private static final double GIB = 1024.0 * MIB;

    private final Cloud cloud;

    Placement(Cloud cloud) {
        this.cloud = cloud;
    }

    /** The generation of every provider by its UUID. It grows with its inventory and with allocations, but not when one ends. */
    Uni<Map<String, Long>> generations() {
        return cloud.get(Api.PLACEMENT, "/resource_providers").map(json -> {
            Map<String, Long> generations = new HashMap<>();
            json.path("resource_providers")
                    .forEach(provider -> generations.put(
                            provider.path("uuid").asText(),
                            provider.path("generation").asLong()));
            return Map.copyOf(generations);
        });
    }

    /** UUID of the provider of that name. */
    Uni<Optional<String>> named(String name) {
        return cloud.get(Api.PLACEMENT, "/resource_providers?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .map(json -> Optional.of(json.path("resource_providers")
                                .path(0)
                                .path("uuid")
                                .asText(""))
                        .filter(uuid -> !uuid.isBlank()));
    }

    /** What may be placed on it: {@code (total − reserved) × allocation_ratio} of each resource. */
    Uni<Resources> capacity(String provider) {
        return of(provider, "/inventories")
                .map(json -> resources(
                        json.path("inventories"),
                        inventory -> Math.max(
                                        0,
                                        inventory.path("total").asDouble()
                                                - inventory.path("reserved").asDouble())
                                * inventory.path("allocation_ratio").asDouble(1)));
    }

    /** What servers and migrations hold there. */
    Uni<Resources> usage(String provider) {
        return of(provider, "/usages").map(json -> resources(json.path("usages"), JsonNode::asDouble));
    }

    /** Whether Nova keeps the scheduler from using it. */
    Uni<Boolean> disabled(String provider) {
        return of(provider, "/traits").map(json -> {
            boolean found = false;
            for (JsonNode trait : json.path("traits")) {
                found |= "COMPUTE_STATUS_DISABLED".equals(trait.asText());
            }
            return found;
        });
    }

    /** Takes a provider off the books; one that is not there is a success. */
    Uni<Void> delete(String provider) {
        return cloud.change(Api.PLACEMENT, HttpMethod.DELETE, "/resource_providers/" + provider, Optional.empty())
                .replaceWithVoid()
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithNull();
    }

    private Uni<JsonNode> of(String provider, String what) {
        return cloud.get(Api.PLACEMENT, "/resource_providers/" + provider + what)
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithItem(MissingNode.getInstance());
    }

    private static Resources resources(JsonNode classes, ToDoubleFunction<JsonNode> amount) {
        return new Resources(
                amount.applyAsDouble(classes.path("VCPU")) + amount.applyAsDouble(classes.path("PCPU")),
                amount.applyAsDouble(classes.path("MEMORY_MB")) * MIB,
                amount.applyAsDouble(classes.path("DISK_GB")) * GIB,
                amount.applyAsDouble(classes.path("VGPU")));
    }
}
