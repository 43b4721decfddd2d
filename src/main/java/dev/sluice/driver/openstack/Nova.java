package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.openstack.Cloud.Api;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The compute API, as typed calls. */
final class Nova {

    /**
     * From 2.88 on a detailed hypervisor names its uptime, for which Nova asks every host by RPC (measured: 1.6 s for 40 hosts
     * instead of 0.1). The version before that change is always asked for it.
     */
    private static final Microversion WITHOUT_UPTIME = new Microversion(2, 53);

    /** Newest first; what is older has long ended, or placement still counts it. */
    private static final int MIGRATIONS = 500;

    /** Beyond this many pages a listing is no listing but a loop. */
    private static final int PAGES = 1000;

    private final Cloud cloud;

    Nova(Cloud cloud) {
        this.cloud = cloud;
    }

    // --- Hosts -------------------------------------------------------------------------------------------------------

    Uni<List<ComputeService>> services() {
        return cloud.get(Api.COMPUTE, "/os-services?binary=nova-compute")
                .map(json -> list(json.path("services"), ComputeService::of));
    }

    Uni<Optional<ComputeService>> service(String host) {
        return cloud.get(Api.COMPUTE, "/os-services?binary=nova-compute&host=" + encoded(host))
                .map(json -> list(json.path("services"), ComputeService::of).stream()
                        .filter(service -> service.host().equals(host))
                        .findFirst());
    }

    /** Changes a service: {@code status}, {@code disabled_reason}, {@code forced_down}. */
    Uni<Void> update(ComputeService service, ObjectNode what) {
        return cloud.change(Api.COMPUTE, HttpMethod.PUT, "/os-services/" + service.id(), Optional.of(what))
                .replaceWithVoid();
    }

    /** Takes a service off the books, with its compute node, mapping, aggregate memberships and resource provider. */
    Uni<Void> delete(ComputeService service) {
        return cloud.change(Api.COMPUTE, HttpMethod.DELETE, "/os-services/" + service.id(), Optional.empty())
                .replaceWithVoid();
    }

    /** The resource provider of each service by the service's id. A service with several hypervisors has none here. */
    Uni<Map<String, String>> providers() {
        return pages("/os-hypervisors/detail?", "hypervisors", Optional.of(WITHOUT_UPTIME), 1)
                .map(hypervisors -> {
                    Map<String, String> providers = new HashMap<>();
                    List<String> several = new ArrayList<>();
                    for (JsonNode hypervisor : hypervisors) {
                        String service = hypervisor.path("service").path("id").asText();
                        if (providers.put(service, hypervisor.path("id").asText()) != null) {
                            several.add(service);
                        }
                    }
                    several.forEach(providers::remove);
                    return Map.copyOf(providers);
                });
    }

    /** Names of the aggregates that a host is in. */
    Uni<List<String>> aggregates(String host) {
        return cloud.get(Api.COMPUTE, "/os-aggregates")
                .map(json -> list(json.path("aggregates"), Function.identity()).stream()
                        .filter(aggregate ->
                                list(aggregate.path("hosts"), JsonNode::asText).contains(host))
                        .map(aggregate -> aggregate.path("name").asText())
                        .toList());
    }

    // --- Servers -----------------------------------------------------------------------------------------------------

    /** All servers of all projects; with a time, only those that have changed since, deleted ones among them. */
    Uni<List<Server>> servers(Optional<Instant> since) {
        String filter =
                since.map(time -> "&changes-since=" + encoded(time.toString())).orElse("");
        return pages("/servers/detail?all_tenants=1" + filter + "&", "servers", Optional.empty(), 1)
                .map(pages -> pages.stream().map(Server::of).toList());
    }

    Uni<List<Server>> serversOn(String host) {
        return pages("/servers/detail?all_tenants=1&host=" + encoded(host) + "&", "servers", Optional.empty(), 1)
                .map(pages -> pages.stream()
                        .map(Server::of)
                        .filter(server -> server.on(host))
                        .toList());
    }

    /** Why a server is in ERROR, in Nova's words; only the single view tells it of a server that was never placed. */
    Uni<String> fault(String server) {
        return cloud.get(Api.COMPUTE, "/servers/" + server)
                .map(json -> json.path("server").path("fault").path("message").asText(""))
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithItem("");
    }

    // --- Moves -------------------------------------------------------------------------------------------------------

    /** Moves from or to a host, the newest first. */
    Uni<List<Migration>> migrations(String host) {
        return cloud.get(Api.COMPUTE, "/os-migrations?host=" + encoded(host) + "&limit=" + MIGRATIONS)
                .map(json -> list(json.path("migrations"), Migration::of));
    }

    Uni<Void> migrateLive(String server) {
        ObjectNode how = JsonNodeFactory.instance.objectNode();
        how.putNull("host").put("block_migration", "auto");
        return act(server, "os-migrateLive", how);
    }

    Uni<Void> migrateCold(String server) {
        return act(server, "migrate", JsonNodeFactory.instance.nullNode());
    }

    Uni<Void> confirmCold(String server) {
        return act(server, "confirmResize", JsonNodeFactory.instance.nullNode());
    }

    Uni<Void> evacuate(String server) {
        return act(server, "evacuate", JsonNodeFactory.instance.objectNode());
    }

    /** Ends a task on a server that its dead host never will. */
    Uni<Void> resetState(String server) {
        return act(
                server, "os-resetState", JsonNodeFactory.instance.objectNode().put("state", "active"));
    }

    /** How much of a running live migration's memory has arrived, in percent; empty when that is not told. */
    Uni<Optional<Integer>> arrived(String server) {
        return cloud.get(Api.COMPUTE, "/servers/" + server + "/migrations")
                .map(json -> {
                    JsonNode running = json.path("migrations").path(0);
                    double total = running.path("memory_total_bytes").asDouble();
                    double processed = running.path("memory_processed_bytes").asDouble();
                    return total > 0
                            ? Optional.of((int) Math.min(99, Math.round(100 * processed / total)))
                            : Optional.<Integer>empty();
                })
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithItem(Optional.empty());
    }

    /** Why the newest move of a server came to nothing, in the scheduler's words; Nova answers 202 to moves that fail. */
    Uni<Optional<String>> whyNotMoved(String server) {
        return cloud.get(Api.COMPUTE, "/servers/" + server + "/os-instance-actions")
                .chain(json -> {
                    Optional<String> request = list(json.path("instanceActions"), Function.identity()).stream()
                            .filter(action -> List.of("live-migration", "migrate", "evacuate")
                                    .contains(action.path("action").asText()))
                            .filter(action ->
                                    "Error".equals(action.path("message").asText()))
                            .map(action -> action.path("request_id").asText())
                            .findFirst();
                    return request.map(id -> cloud.get(Api.COMPUTE, "/servers/" + server + "/os-instance-actions/" + id)
                                    .map(Nova::details))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
                })
                .onFailure(DriverFailure.NotFound.class)
                .recoverWithItem(Optional.empty());
    }

    private static Optional<String> details(JsonNode action) {
        return list(action.path("instanceAction").path("events"), Function.identity()).stream()
                .filter(event -> "Error".equals(event.path("result").asText()))
                .map(event -> event.path("details").asText("").strip())
                .filter(details -> !details.isBlank() && !"null".equals(details))
                .findFirst();
    }

    private Uni<Void> act(String server, String action, JsonNode how) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set(action, how);
        return cloud.change(Api.COMPUTE, HttpMethod.POST, "/servers/" + server + "/action", Optional.of(body))
                .replaceWithVoid();
    }

    // --- Pages -------------------------------------------------------------------------------------------------------

    /**
     * Every page of a listing. The next one is asked for by the last id and not by the link that Nova gives, for that link
     * names the address that Nova believes to have.
     *
     * @param path ends in {@code ?} or {@code &}
     */
    private Uni<List<JsonNode>> pages(String path, String name, Optional<Microversion> version, int page) {
        String clean = path.substring(0, path.length() - 1);
        return version.map(v -> cloud.get(Api.COMPUTE, clean, v))
                .orElseGet(() -> cloud.get(Api.COMPUTE, clean))
                .chain(json -> {
                    List<JsonNode> here = list(json.path(name), Function.identity());
                    boolean more = list(json.path(name + "_links"), link -> link.path("rel")
                                    .asText())
                            .contains("next");
                    if (!more || here.isEmpty() || page == PAGES) {
                        return Uni.createFrom().item(here);
                    }
                    String last = here.getLast().path("id").asText();
                    String next = path.replaceAll("marker=[^&]*&", "") + "marker=" + encoded(last) + "&";
                    return pages(next, name, version, page + 1).map(rest -> {
                        List<JsonNode> all = new ArrayList<>(here);
                        all.addAll(rest);
                        return all;
                    });
                });
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> of) {
        List<T> all = new ArrayList<>();
        array.forEach(entry -> all.add(of.apply(entry)));
        return List.copyOf(all);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
