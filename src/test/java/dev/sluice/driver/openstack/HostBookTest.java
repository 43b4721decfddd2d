package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.openstack.HostBook.Host;
import dev.sluice.driver.openstack.HostBook.Reading;
import dev.sluice.fleet.Resources;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostBookTest {

    private static final int HOSTS = 40;
    private static final double GIB = 1024.0 * 1024 * 1024;

    private final ScriptedCloud peer = new ScriptedCloud();
    private final Cloud cloud = peer.cloud();
    private final Nova nova = new Nova(cloud);
    private final HostBook book =
            new HostBook(nova, new Placement(cloud), new ServerBook(nova, peer.clock), peer.clock);

    HostBookTest() {
        List<Integer> hosts = IntStream.rangeClosed(1, HOSTS).boxed().toList();
        peer.answer(
                "GET /compute/os-services",
                list(
                        "services",
                        hosts.stream()
                                .map(n -> "{\"id\": \"s" + n + "\", \"host\": \"node-" + n
                                        + "\", \"status\": \"enabled\", \"state\": \"up\", \"disabled_reason\": null,"
                                        + " \"forced_down\": false}")));
        peer.answer(
                "GET /compute/os-hypervisors/detail",
                list(
                        "hypervisors",
                        hosts.stream().map(n -> "{\"id\": \"p" + n + "\", \"service\": {\"id\": \"s" + n + "\"}}")));
        for (int n : hosts) {
            peer.answer(
                    "GET /placement/resource_providers/p" + n + "/inventories",
                    "{\"inventories\": {\"VCPU\": {\"total\": 10, \"reserved\": 2, \"allocation_ratio\": 4.0},"
                            + " \"MEMORY_MB\": {\"total\": 4096, \"reserved\": 1024, \"allocation_ratio\": 1.0}}}");
            peer.answer(
                    "GET /placement/resource_providers/p" + n + "/usages",
                    "{\"usages\": {\"VCPU\": 2, \"MEMORY_MB\": 1024}}");
        }
        generations(1);
        peer.answer("GET /compute/servers/detail", list("servers", Stream.of(server("a", "node-1", "ACTIVE", 10))));
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void countsWhatMayBePlacedAndWhatIs() {
        // When
        Reading reading = peer.await(book.read());

        // Then
        Host host = reading.host("node-1").orElseThrow();
        assertThat(host.capacity()).isEqualTo(Resources.of(32, 3 * GIB));
        assertThat(host.used()).isEqualTo(Resources.of(2, GIB));
        assertThat(host.servers()).extracting(Server::id).containsExactly("a");
        assertThat(host.takesServers()).isTrue();
        assertThat(reading.hosts()).hasSize(HOSTS);
    }

    @Test
    void asksThreeCallsForFortyHostsOnWhichNothingHasChanged() {
        // Given
        peer.await(book.read());
        peer.asked.clear();

        // When
        peer.await(book.read());

        // Then
        assertThat(peer.asked).hasSize(3);
        assertThat(peer.askedFor("/servers/detail").getFirst()).contains("changes-since=2026-01-01T00%3A09%3A30Z");
    }

    @Test
    void looksAgainAtAProviderThatHasChangedAndAtAHostWhoseServersHave() {
        // Given
        peer.await(book.read());
        peer.asked.clear();

        // When
        generations(1, 2);
        peer.await(book.read());

        // Then
        assertThat(peer.askedFor("/resource_providers/")).hasSize(2).allMatch(call -> call.contains("/p1/"));

        // When
        peer.asked.clear();
        peer.answer("GET /compute/servers/detail", list("servers", Stream.of(server("a", "node-1", "DELETED", 20))));
        Reading reading = peer.await(book.read());

        // Then
        assertThat(peer.askedFor("/resource_providers/")).hasSize(2).allMatch(call -> call.contains("/p1/"));
        assertThat(reading.host("node-1").orElseThrow().servers()).isEmpty();
    }

    @Test
    void looksAgainAtEverythingAfterAWhileButNotAllAtOnce() {
        // Given
        peer.await(book.read());
        peer.asked.clear();
        peer.clock.advance(HostBook.STALE);

        // When
        peer.await(book.read());

        // Then
        assertThat(peer.askedFor("/resource_providers/")).hasSize(2 * HostBook.REFRESHED);

        // When
        for (int reading = 1; reading < HOSTS / HostBook.REFRESHED; reading++) {
            peer.await(book.read());
        }

        // Then
        assertThat(peer.askedFor("/usages")).hasSize(HOSTS).doesNotHaveDuplicates();
        assertThat(peer.askedFor("/os-hypervisors")).isEmpty();
    }

    @Test
    void listsAllServersAnewAfterAWhile() {
        // Given
        peer.await(book.read());
        peer.asked.clear();

        // When
        peer.clock.advance(ServerBook.WHOLE_EVERY);
        peer.await(book.read());

        // Then
        assertThat(peer.askedFor("/servers/detail").getFirst()).doesNotContain("changes-since");
    }

    @Test
    void asksWhoseProviderIsWhoseOnlyWhenAServiceIsNewAndInTheVersionThatAsksNoHost() {
        // Given
        peer.await(book.read());
        peer.asked.clear();
        assertThat(peer.version("GET /compute/os-hypervisors/detail")).contains("compute 2.53");

        // When
        peer.answer(
                "GET /compute/os-services",
                list(
                        "services",
                        Stream.of("{\"id\": \"new\", \"host\": \"node-1\", \"status\": \"enabled\", \"state\":"
                                + " \"up\"}")));
        peer.clock.advance(HostBook.STALE);
        Reading reading = peer.await(book.read());

        // Then
        assertThat(peer.askedFor("/os-hypervisors")).hasSize(1);
        assertThat(reading.host("node-1").orElseThrow().takesServers()).isFalse();
    }

    /** The first providers' generations; the others have the first. */
    private void generations(long first, long... rest) {
        peer.answer(
                "GET /placement/resource_providers",
                list(
                        "resource_providers",
                        IntStream.rangeClosed(1, HOSTS)
                                .mapToObj(n -> "{\"uuid\": \"p" + n + "\", \"generation\": "
                                        + (n <= rest.length ? rest[n - 1] : first) + "}")));
    }

    private static String server(String id, String host, String status, int minute) {
        return "{\"id\": \"" + id + "\", \"name\": \"" + id + "\", \"status\": \"" + status
                + "\", \"OS-EXT-SRV-ATTR:host\": \"" + host + "\", \"updated\": \"2026-01-01T00:" + minute + ":00Z\"}";
    }

    private static String list(String name, Stream<String> entries) {
        return "{\"" + name + "\": [" + String.join(", ", entries.toList()) + "]}";
    }
}
