package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a real Nova 26.2 and placement 8.0 have answered is read right. Recorded with five hosts: node-1 drained by Sluice,
 * node-2 disabled by hand, node-3 released by Sluice; web-1 live-migrated and then without a place to go to, db-1 migrated cold
 * and not confirmed, batch-1 without a host.
 */
class RecordedAnswersTest {

    private static final String WEB = "57b1713e-fa04-4860-b635-cf0f188ab291";
    private static final String DB = "ab110d44-83b8-4d07-9222-780f08f73826";
    private static final double MIB = 1024.0 * 1024;

    private final ScriptedCloud peer = new ScriptedCloud();
    private final Nova nova = new Nova(peer.cloud());
    private final Placement placement = new Placement(peer.cloud());

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void services() {
        // Given
        answer("GET /compute/os-services", "os-services");

        // When
        Map<String, ComputeService> services = peer.await(nova.services()).stream()
                .collect(Collectors.toMap(ComputeService::host, service -> service));

        // Then
        assertThat(known(services, "node-1").presence(true)).isEqualTo(Presence.DRAINING);
        assertThat(known(services, "node-1").drainMark()).contains("sluice:op-7");
        assertThat(known(services, "node-2").presence(true)).isEqualTo(Presence.DRAINING);
        assertThat(known(services, "node-2").drainMark()).contains("disabled in Nova: broken fan");
        assertThat(known(services, "node-3").presence(true)).isEqualTo(Presence.ABSENT);
        assertThat(known(services, "node-3").released()).isTrue();
        assertThat(known(services, "node-4").presence(true)).isEqualTo(Presence.SERVING);
        assertThat(known(services, "node-4").presence(false)).isEqualTo(Presence.DOWN);
        assertThat(known(services, "node-4").drainMark()).isEmpty();
    }

    @Test
    void providersOfServices() {
        // Given
        answer("GET /compute/os-services", "os-services");
        answer("GET /compute/os-hypervisors/detail", "os-hypervisors-detail-2.53");
        answer("GET /placement/resource_providers", "resource_providers");

        // When
        Map<String, String> providers = peer.await(nova.providers());

        // Then
        assertThat(providers)
                .containsOnlyKeys(peer.await(nova.services()).stream()
                        .map(ComputeService::id)
                        .toList());
        assertThat(peer.await(placement.generations())).containsOnlyKeys(providers.values());
    }

    @Test
    void servers() {
        // Given
        answer("GET /compute/servers/detail", "servers-detail");
        answer("GET /compute/servers/x", "server-without-a-host");

        // When
        Map<String, Server> servers = peer.await(nova.servers(Optional.empty())).stream()
                .collect(Collectors.toMap(Server::name, server -> server));

        // Then
        Server web = known(servers, "web-1");
        assertThat(web.on("node-5")).isTrue();
        assertThat(web.size()).isEqualTo(new Resources(2, 1024 * MIB, 1024 * MIB, 0));
        assertThat(web.vmState()).isEqualTo("active");
        assertThat(web.taskState()).isEmpty();
        assertThat(web.metadata()).containsEntry(MovePolicy.METADATA, "cold");
        assertThat(web.updated()).isAfter(Instant.parse("2026-11-25T20:00:00Z"));
        assertThat(known(servers, "db-1").status()).isEqualTo("VERIFY_RESIZE");
        Server homeless = known(servers, "batch-1");
        assertThat(homeless.host()).isEmpty();
        assertThat(homeless.status()).isEqualTo("ERROR");
        assertThat(OpenStackDemand.wantedRoom(peer.await(nova.fault("x")))).isTrue();
    }

    @Test
    void moves() {
        // Given
        answer("GET /compute/os-migrations", "os-migrations");

        // When
        List<Migration> moves = peer.await(nova.migrations("node-1"));

        // Then
        assertThat(moves).hasSize(3);
        assertThat(moves.getFirst().failed()).isTrue();
        assertThat(moves.getFirst().target()).isEmpty();
        assertThat(moves.getFirst().server()).isEqualTo(WEB);
        assertThat(moves.get(1).awaitsConfirmation()).isTrue();
        assertThat(moves.get(1).kind()).isEqualTo(Migration.Kind.COLD);
        assertThat(moves.get(1).server()).isEqualTo(DB);
        assertThat(moves.get(2))
                .isEqualTo(new Migration(
                        5, WEB, "node-1", Optional.of("node-5"), Migration.Kind.LIVE, "completed", Optional.empty()));
        assertThat(moves.get(2).ended()).isTrue();
    }

    @Test
    void whyAMoveCameToNothing() {
        // Given
        answer("GET /compute/servers/" + WEB + "/os-instance-actions", "os-instance-actions");
        String request = json("os-instance-action").replaceAll("(?s).*\"request_id\": \"([^\"]*)\".*", "$1");
        answer("GET /compute/servers/" + WEB + "/os-instance-actions/" + request, "os-instance-action");

        // Then
        assertThat(peer.await(nova.whyNotMoved(WEB))).contains("No valid host was found.");
    }

    @Test
    void inventoriesUsagesAndTraits() {
        // Given
        answer("GET /placement/resource_providers/p/inventories", "inventories");
        answer("GET /placement/resource_providers/p/usages", "usages");
        answer("GET /placement/resource_providers/p/traits", "traits");

        // Then
        assertThat(peer.await(placement.capacity("p"))).isEqualTo(new Resources(10, 8192 * MIB, 100 * 1024 * MIB, 0));
        assertThat(peer.await(placement.usage("p"))).isEqualTo(new Resources(2, 1024 * MIB, 1024 * MIB, 0));
        assertThat(peer.await(placement.disabled("p"))).isTrue();
        assertThat(peer.await(placement.capacity("gone"))).isEqualTo(Resources.NONE);
    }

    @Test
    void catalog() throws IOException {
        // When
        Catalog catalog = Catalog.of(
                new JsonMapper().readTree(json("token")).path("token").path("catalog"));

        // Then
        assertThat(catalog.url("compute", "public", Optional.of("RegionOne"))).isEqualTo("http://127.0.0.1:8774/v2.1");
        assertThat(catalog.url("placement", "internal", Optional.empty())).isEqualTo("http://127.0.0.1:8774");
    }

    private void answer(String call, String recorded) {
        peer.answer(call, json(recorded));
    }

    private static <T> T known(Map<String, T> answers, String name) {
        return Objects.requireNonNull(answers.get(name), name);
    }

    private static String json(String name) {
        try {
            return Files.readString(
                    Path.of("src", "test", "resources", "openstack", name + ".json"), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
