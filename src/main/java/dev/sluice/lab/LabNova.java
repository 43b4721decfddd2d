package dev.sluice.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The operator of the lab's OpenStack at work: creates servers, sees where they are, disables hosts. Speaks to Nova and
 * placement itself, so that tests and demo need not believe Sluice.
 */
public final class LabNova {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LabOpenStack.Description cloud;
    private final String token;

    LabNova(LabOpenStack.Description cloud) {
        this.cloud = cloud;
        this.token = logIn(cloud);
    }

    /**
     * One server.
     *
     * @param status Nova's, such as {@code ACTIVE}
     * @param host empty while it has none
     */
    public record Server(String id, String name, String flavor, String status, String host) {

        /** It runs on a host and nothing is under way. */
        public boolean settled() {
            return status.equals("ACTIVE") && !host.isEmpty();
        }
    }

    /** A host's service as Nova sees it. */
    public record Service(String id, String host, boolean up, boolean enabled, boolean forcedDown, String reason) {

        /** The scheduler may use it. */
        public boolean serves() {
            return up && enabled;
        }
    }

    /** A server's way from one host to another, over or under way; Nova's clock counts whole seconds. */
    public record Migration(String server, String from, String to, String status, Instant began, Instant last) {}

    /** Creates servers of one flavor where the scheduler likes and waits until all run; answers their ids. */
    public List<String> create(String flavor, int count) {
        return create(flavor, count, "");
    }

    /** Creates servers of one flavor on {@code host}, anywhere when that is empty, and waits until all run. */
    public List<String> create(String flavor, int count, String host) {
        List<String> ids = order(flavor, count, host);
        until(
                count + " servers of flavor " + flavor + " to run",
                () -> servers().stream()
                                .filter(server -> ids.contains(server.id()) && server.settled())
                                .count()
                        == count);
        return ids;
    }

    /** Asks for servers and does not wait; they may find no host. */
    public List<String> order(String flavor, int count, String host) {
        String image = get(imageUrl()).path("images").path(0).path("id").asText();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> server = new LinkedHashMap<>(Map.of(
                    "name",
                    flavor + "-" + Integer.toString((int) (System.nanoTime() & 0xffffff), 36),
                    "imageRef",
                    image,
                    "flavorRef",
                    flavor,
                    "networks",
                    "none"));
            if (!host.isEmpty()) {
                server.put("host", host);
            }
            ids.add(post(cloud.compute() + "/servers", Map.of("server", server))
                    .path("server")
                    .path("id")
                    .asText());
        }
        return ids;
    }

    /** Every server of the cloud. */
    public List<Server> servers() {
        return list(
                get(cloud.compute() + "/servers/detail?all_tenants=1").path("servers"),
                server -> new Server(
                        server.path("id").asText(),
                        server.path("name").asText(),
                        server.path("flavor").path("original_name").asText(),
                        server.path("status").asText(),
                        // A server that never found one has null there.
                        server.path("OS-EXT-SRV-ATTR:host").asText("").replace("null", "")));
    }

    /** Servers on one host. */
    public List<Server> serversOn(String host) {
        return servers().stream().filter(server -> server.host().equals(host)).toList();
    }

    /** Deletes them and waits until they are gone. */
    public void delete(List<String> ids) {
        ids.forEach(id -> call("DELETE", cloud.compute() + "/servers/" + id, ""));
        Set<String> going = Set.copyOf(ids);
        until("servers to go", () -> servers().stream().noneMatch(server -> going.contains(server.id())));
    }

    /** Does something to a server, for example {@code {"os-stop":null}}. */
    public void act(String id, String action) {
        call("POST", cloud.compute() + "/servers/" + id + "/action", action);
    }

    /** Every migration that Nova knows, the newest first. */
    public List<Migration> migrations() {
        return list(
                get(cloud.compute() + "/os-migrations").path("migrations"),
                migration -> new Migration(
                        migration.path("instance_uuid").asText(),
                        migration.path("source_compute").asText(),
                        migration.path("dest_compute").asText(""),
                        migration.path("status").asText(),
                        utc(migration.path("created_at")),
                        utc(migration.path("updated_at"))));
    }

    private static Instant utc(JsonNode time) {
        return LocalDateTime.parse(time.asText()).toInstant(ZoneOffset.UTC);
    }

    /** Every host's service. */
    public List<Service> services() {
        return list(
                get(cloud.compute() + "/os-services?binary=nova-compute").path("services"),
                service -> new Service(
                        service.path("id").asText(),
                        service.path("host").asText(),
                        service.path("state").asText().equals("up"),
                        service.path("status").asText().equals("enabled"),
                        service.path("forced_down").asBoolean(),
                        service.path("disabled_reason").asText("").replace("null", "")));
    }

    /** Hosts that the scheduler may use, and placement knows. */
    public Set<String> serving() {
        Set<String> providers = providers();
        return services().stream()
                .filter(Service::serves)
                .map(Service::host)
                .filter(providers::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Names of placement's resource providers. */
    public Set<String> providers() {
        return Set.copyOf(list(
                get(cloud.placement() + "/resource_providers").path("resource_providers"),
                provider -> provider.path("name").asText()));
    }

    /** Takes a host out of scheduling for a reason, as an operator does by hand. */
    public void disable(String host, String reason) {
        update(host, Map.of("status", "disabled", "disabled_reason", reason));
    }

    /** Lets the scheduler use a host again. */
    public void enable(String host) {
        update(host, Map.of("status", "enabled"));
    }

    private void update(String host, Map<String, ?> change) {
        Service service = services().stream()
                .filter(one -> one.host().equals(host))
                .findFirst()
                .orElseThrow(() -> new LabException("Nova has no service on host " + host + "."));
        call("PUT", cloud.compute() + "/os-services/" + service.id(), LabHttp.json(change));
    }

    /** Waits until it is so, asking about five times a second. */
    public void until(String what, BooleanSupplier condition) {
        if (!Pauses.until(PATIENCE, condition)) {
            throw new LabException("Waited " + PATIENCE.toSeconds() + " s in vain for " + what + "; servers: "
                    + servers() + ", services: " + services());
        }
    }

    private String imageUrl() {
        return cloud.image() + "/v2/images?name=tiny";
    }

    private JsonNode get(String url) {
        return call("GET", url, "");
    }

    private JsonNode post(String url, Map<String, ?> body) {
        return call("POST", url, LabHttp.json(body));
    }

    private JsonNode call(String method, String url, String body) {
        return read(method, url, send(request(url, method, body).header("X-Auth-Token", token)));
    }

    private static JsonNode read(String method, String url, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new LabException(method + " " + url + " answered " + answer.statusCode() + ": " + answer.body());
        }
        try {
            return LabHttp.JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new LabException(method + " " + url + " was not answered with JSON.", e);
        }
    }

    private static HttpRequest.Builder request(String url, String method, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("OpenStack-API-Version", "compute 2.93, placement 1.39")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        try {
            return LabHttp.send(built);
        } catch (IOException e) {
            throw new LabException(built.uri() + " does not answer.", e);
        }
    }

    private static String logIn(LabOpenStack.Description cloud) {
        Map<String, ?> domain = Map.of("id", "default");
        Map<String, ?> body = Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of(
                                "methods",
                                List.of("password"),
                                "password",
                                Map.of(
                                        "user",
                                        Map.of("name", cloud.user(), "domain", domain, "password", cloud.password()))),
                        "scope",
                        Map.of("project", Map.of("name", cloud.project(), "domain", domain))));
        String url = cloud.authUrl() + "/auth/tokens";
        HttpResponse<String> answer = send(request(url, "POST", LabHttp.json(body)));
        read("POST", url, answer);
        return answer.headers().firstValue("X-Subject-Token").orElseThrow();
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        return StreamSupport.stream(array.spliterator(), false).map(read).toList();
    }
}
