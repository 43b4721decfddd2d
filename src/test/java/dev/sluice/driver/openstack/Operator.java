package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.TimeLimit;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.driver.openstack.Cloud.Api;
import dev.sluice.lab.LabOpenStack;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The operator of the lab's cloud, past the line that a test may disturb. */
final class Operator {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    final Nova nova;
    final Placement placement;
    final Keystone keystone;
    private final HttpCalls calls;
    private final String keystoneUrl;
    private final Cloud cloud;

    Operator(Vertx vertx, LabOpenStack.Description where) {
        this(
                vertx,
                where,
                new Credentials.Password(
                        where.user(),
                        "Default",
                        where.project(),
                        "Default",
                        new SecretSource.File(where.passwordFile())));
    }

    Operator(Vertx vertx, LabOpenStack.Description where, Credentials credentials) {
        RealTimers timers = new RealTimers(vertx);
        this.calls = new HttpCalls(vertx, timers, "operator");
        this.keystoneUrl = where.authUrl();
        this.keystone = new Keystone(calls, where.authUrl(), credentials, Clock.systemUTC());
        this.cloud = new Cloud(
                calls,
                keystone,
                new Cloud.Where("public", Optional.of(where.region()), Map.of()),
                Duration.ofSeconds(30),
                new TimeLimit(timers));
        this.nova = new Nova(cloud);
        this.placement = new Placement(cloud);
    }

    /** A server that is ordered on a host, or anywhere; not waited for. */
    String order(String name, String flavor, Optional<String> host, Map<String, String> metadata) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode server = body.putObject("server");
        server.put("name", name)
                .put("imageRef", image())
                .put("flavorRef", flavor)
                .put("networks", "none");
        host.ifPresent(member -> server.put("host", member));
        ObjectNode labels = server.putObject("metadata");
        metadata.forEach(labels::put);
        return change(HttpMethod.POST, "/servers", body)
                .path("server")
                .path("id")
                .asText();
    }

    private String image() {
        return await(cloud.get(Api.COMPUTE, "/images", new Microversion(2, 1)))
                .path("images")
                .path(0)
                .path("id")
                .asText();
    }

    /** A server that runs on a host. */
    String boot(String name, String flavor, String host, Map<String, String> metadata) {
        String id = order(name, flavor, Optional.of(host), metadata);
        until(name + " runs on " + host, () -> {
            Server server = server(id);
            return "ACTIVE".equals(server.status())
                    && server.on(host)
                    && server.taskState().isEmpty();
        });
        return id;
    }

    Server server(String id) {
        return Server.of(await(cloud.get(Api.COMPUTE, "/servers/" + id)).path("server"));
    }

    void act(String id, String action) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putNull(action);
        change(HttpMethod.POST, "/servers/" + id + "/action", body);
    }

    void delete(String id) {
        await(cloud.change(Api.COMPUTE, HttpMethod.DELETE, "/servers/" + id, Optional.empty()));
    }

    void deleteServers() {
        for (Server server : await(nova.servers(Optional.empty()))) {
            try {
                delete(server.id());
            } catch (DriverFailure.NotFound gone) {
                // Deleted by an earlier call.
                continue;
            }
        }
    }

    ComputeService service(String host) {
        return await(nova.service(host)).orElseThrow(() -> new AssertionError("no compute service on " + host));
    }

    void disable(String host, String reason) {
        await(nova.update(
                service(host),
                JsonNodeFactory.instance.objectNode().put("status", "disabled").put("disabled_reason", reason)));
    }

    /** Enabled and not forced down, whoever said otherwise. */
    void enable(String host) {
        await(nova.update(
                service(host),
                JsonNodeFactory.instance.objectNode().put("status", "enabled").put("forced_down", false)));
    }

    void deleteService(String host) {
        await(nova.delete(service(host)));
    }

    void aggregate(String name, String host) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("aggregate").put("name", name);
        String id = change(HttpMethod.POST, "/os-aggregates", body)
                .path("aggregate")
                .path("id")
                .asText();
        ObjectNode add = JsonNodeFactory.instance.objectNode();
        add.putObject("add_host").put("host", host);
        change(HttpMethod.POST, "/os-aggregates/" + id + "/action", add);
    }

    void deleteAggregates() {
        for (JsonNode aggregate :
                await(cloud.get(Api.COMPUTE, "/os-aggregates")).path("aggregates")) {
            String path = "/os-aggregates/" + aggregate.path("id").asText();
            for (JsonNode host : aggregate.path("hosts")) {
                ObjectNode remove = JsonNodeFactory.instance.objectNode();
                remove.putObject("remove_host").put("host", host.asText());
                change(HttpMethod.POST, path + "/action", remove);
            }
            await(cloud.change(Api.COMPUTE, HttpMethod.DELETE, path, Optional.empty()));
        }
    }

    /** What a service of the cloud's own would use instead of a password. */
    record ApplicationCredential(String id, String secret) {}

    ApplicationCredential applicationCredential(String name) {
        Keystone.Token token = await(keystone.token());
        JsonNode about = await(calls.exchange(keystoneRequest(HttpMethod.GET, "/auth/tokens", token, Optional.empty())))
                .json();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("application_credential")
                .put("name", name + "-" + System.nanoTime())
                .put("unrestricted", true);
        JsonNode made = await(calls.exchange(keystoneRequest(
                        HttpMethod.POST,
                        "/users/" + about.path("token").path("user").path("id").asText() + "/application_credentials",
                        token,
                        Optional.of(body))))
                .json()
                .path("application_credential");
        return new ApplicationCredential(
                made.path("id").asText(), made.path("secret").asText());
    }

    /** A user with one role in a project of its own. */
    void user(String name, String role, String password) {
        Keystone.Token token = await(keystone.token());
        String project = made(token, "project", name, Map.of());
        String user = made(token, "user", name, Map.of("password", password));
        await(calls.exchange(keystoneRequest(
                HttpMethod.PUT,
                "/projects/" + project + "/users/" + user + "/roles/" + made(token, "role", role, Map.of()),
                token,
                Optional.empty())));
    }

    /** The id of what has that name, made where it is not there yet. */
    private String made(Keystone.Token token, String kind, String name, Map<String, String> more) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode what = body.putObject(kind).put("name", name);
        more.forEach(what::put);
        await(calls.exchange(keystoneRequest(HttpMethod.POST, "/" + kind + "s", token, Optional.of(body))));
        return await(calls.exchange(
                        keystoneRequest(HttpMethod.GET, "/" + kind + "s?name=" + name, token, Optional.empty())))
                .json()
                .path(kind + "s")
                .path(0)
                .path("id")
                .asText();
    }

    /** Makes a token worthless before its time. */
    void revoke(Keystone.Token token) {
        await(calls.exchange(keystoneRequest(HttpMethod.DELETE, "/auth/tokens", token, Optional.empty())));
    }

    private HttpCalls.Request keystoneRequest(
            HttpMethod method, String path, Keystone.Token token, Optional<JsonNode> body) {
        return new HttpCalls.Request(
                method,
                URI.create(keystoneUrl + path),
                Map.of("X-Auth-Token", token.text(), "X-Subject-Token", token.text()),
                body,
                Duration.ofSeconds(30),
                false);
    }

    /** Looks until it is so; a look that fails counts as no. */
    void until(String what, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(60));
    }

    private JsonNode change(HttpMethod method, String path, JsonNode body) {
        return await(cloud.change(Api.COMPUTE, method, path, Optional.of(body)));
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RuntimeException notYet) {
            return false;
        }
    }
}
