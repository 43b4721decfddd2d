package dev.sluice.agent;

import static dev.sluice.agent.AgentProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.api.FakesProfile;
import dev.sluice.api.Tokens;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.ledger.Transactions;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's side with its database, credentials and sockets, and a real agent at the other end. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@TestProfile(FakesProfile.class)
class AgentChannelTest {

    private static final FrameworkId SPARK = new FrameworkId("spark");
    private static final FrameworkId YARN = new FrameworkId("yarn");

    @Inject
    KnownAgents agents;

    @Inject
    AgentStore store;

    @Inject
    Transactions transactions;

    @Inject
    Tokens tokens;

    @Inject
    Clock clock;

    @Test
    void aNodeJoinsRunsRolesIsRevokedAndJoinsAgain(@TempDir Path folder) throws Exception {
        // Given
        NodeId node = new NodeId("channel-1");
        try (AgentProcess agent = new AgentProcess(folder, node.value(), address())) {
            Files.writeString(agent.tokenFile(), joinToken(node));

            // When
            agent.start();

            // Then
            eventually("connected", () -> connected(node));
            assertThat(agents.report(node).orElseThrow().provesStopped(0)).isTrue();
            assertThat(agents.report(node).orElseThrow().node().memberOf(SPARK)).hasValue("127.0.2.1");

            // When // Then: a role, then the other, then none
            want(node, Optional.of(SPARK), 3);
            eventually("spark", () -> agents.report(node).orElseThrow().provesRunning(SPARK, 3));
            want(node, Optional.of(YARN), 4);
            eventually("yarn", () -> agents.report(node).orElseThrow().provesRunning(YARN, 4));
            assertThat(agent.workers("spark")).isEmpty();

            // When // Then: an outdated wish is not even stored; one that is sent all the same is refused by the node
            want(node, Optional.of(SPARK), 3);
            assertThat(get(store.wish(node)).orElseThrow().role()).hasValue(YARN);
            forgetWish(node);
            want(node, Optional.of(SPARK), 2);
            agent.waitUntilItSays("refused: role spark with epoch 2, this node has seen epoch 4");
            assertThat(agent.workers("yarn")).hasSize(1);
            want(node, Optional.of(YARN), 4);

            // When // Then: revoked, its worker goes on; the old credential is no good
            tokens.as("boss", "admin")
                    .delete("/api/agents/channel-1/credential")
                    .then()
                    .statusCode(204);
            eventually("away", () -> !connected(node));
            agent.waitUntilItSays("the credential of channel-1 was revoked");
            agent.waitUntilItSays(
                    "refuses this node's credential (401): revoked-credential: This credential was revoked");
            assertThat(agent.workers("yarn")).hasSize(1);

            // When // Then: it is told of what was wished meanwhile as soon as it is back
            want(node, Optional.empty(), 5);
            Files.writeString(agent.tokenFile(), joinToken(node));
            eventually("stopped", () -> agents.report(node).orElseThrow().provesStopped(5));
            assertThat(agent.workers("yarn")).isEmpty();
            agent.terminate();
            eventually("away again", () -> !connected(node));
        }

        // And: a server that starts knows the node, and that it is not connected
        assertThat(get(store.reports()))
                .filteredOn(report -> report.node().id().equals(node))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.connected()).isFalse();
                    assertThat(report.epoch()).isEqualTo(5);
                    assertThat(report.node())
                            .isEqualTo(agents.report(node).orElseThrow().node());
                });
    }

    @Test
    void aTokenIsForOneNodeAndGoodOnce() {
        // Given
        String token = joinToken(new NodeId("join-1"));

        // When // Then
        join("join-2", token).statusCode(403).body("code", equalTo("join-refused"));
        join("join-1", "slj_wrong").statusCode(403);
        join("join-1", token).statusCode(200);
        join("join-1", token).statusCode(403);
        join("-", token).statusCode(400).body("code", equalTo("bad-node"));
        join("join-1", " ").statusCode(400).body("code", equalTo("bad-token"));
    }

    @Test
    void aTokenExpires() {
        // Given
        NodeId node = new NodeId("join-3");
        AgentStore.JoinToken token = new AgentStore.JoinToken(
                "hash", node, "t", clock.instant(), clock.instant().plusSeconds(60));
        get(store.keepToken(token));

        // When // Then
        assertThat(get(store.useToken("hash", node, token.expiresAt()))).isFalse();
        assertThat(get(store.useToken("hash", node, token.expiresAt().minusMillis(1))))
                .isTrue();
        assertThat(get(store.useToken("hash", node, token.issuedAt()))).isFalse();
        get(store.giveBackToken("hash"));
        assertThat(get(store.useToken("hash", node, token.issuedAt()))).isTrue();
    }

    @Test
    void onlyAdminsMakeTokensAndRevoke() {
        tokens.as("op", "operator")
                .contentType(ContentType.JSON)
                .body("{\"node\":\"x\"}")
                .post("/api/agents/tokens")
                .then()
                .statusCode(403);
        tokens.as("op", "operator").delete("/api/agents/x/credential").then().statusCode(403);
        tokens.as("boss", "admin")
                .delete("/api/agents/never-called/credential")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-node"));
    }

    @Test
    void theChannelTakesANodesOwnCredentialOnly() throws Exception {
        // Given
        String ofOther = tokens.make("agent:other", "agent");

        // When // Then
        assertThat(closeAfter(ofOther, hello("socket-1"))).startsWith("4403 the credential is of agent:other");
        assertThat(closeAfter(ofOther, "{\"kind\":\"actual\",\"state\":\"STOPPED\",\"epoch\":0}"))
                .isEqualTo("4400 the first frame must be a hello");
        for (String bad : List.of(
                "x",
                "[]",
                "{\"kind\":\"order\"}",
                "{\"kind\":\"hello\"}",
                hello("-"),
                hello("other").replace("\"cores\":1", "\"cores\":-1"))) {
            assertThat(closeAfter(ofOther, bad)).as(bad).startsWith("4400 ");
        }
        assertThat(agents.report(new NodeId("socket-1"))).isEmpty();
        assertThatRefused(tokens.make("boss", "admin"));
        assertThatRefused("slc_" + "x".repeat(43));
    }

    @Test
    void aSecondConnectionTakesThePlaceOfTheFirst() throws Exception {
        // Given
        NodeId node = new NodeId("socket-2");
        String secret = tokens.make("agent:socket-2", "agent");
        Open first = connect(secret);
        first.socket.sendText(hello("socket-2"), true).get(10, TimeUnit.SECONDS);
        eventually("first is known", () -> connected(node));
        // Newer than what the fleet wishes of a node that it does not know yet.
        want(node, Optional.of(SPARK), 9);

        // When
        Open second = connect(secret);
        second.socket.sendText(hello("socket-2"), true).get(10, TimeUnit.SECONDS);

        // Then
        assertThat(first.closed.get(30, TimeUnit.SECONDS)).startsWith("4409 another connection of socket-2");
        assertThat(second.text.get(30, TimeUnit.SECONDS))
                .isEqualTo("{\"kind\":\"want\",\"role\":\"spark\",\"prepare\":null,\"epoch\":9,\"revision\":"
                        + get(store.wish(node)).orElseThrow().revision() + "}");
        assertThat(connected(node)).isTrue();
        second.socket.abort();
        eventually("away", () -> !connected(node));
    }

    @Test
    void aNodeIsPreparedBeforeItsWorkerStarts(@TempDir Path folder) throws Exception {
        // Given
        NodeId node = new NodeId("channel-2");
        try (AgentProcess agent = new AgentProcess(folder, node.value(), address())) {
            agent.set("role.spark.prepare", "sh -c \"echo $SLUICE_EPOCH >>" + folder.resolve("prepared") + "\"");
            Files.writeString(agent.tokenFile(), joinToken(node));
            agent.start();
            eventually("connected", () -> connected(node));
            assertThat(agents.prepares(node, SPARK)).isTrue();
            assertThat(agents.prepares(node, YARN)).isFalse();

            // When
            get(agents.prepare(node, SPARK, 7));

            // Then
            eventually("prepared", () -> agents.isPrepared(node, SPARK, 7));
            assertThat(agent.workers("spark")).isEmpty();
            want(node, Optional.of(SPARK), 7);
            eventually("spark", () -> agents.report(node).orElseThrow().provesRunning(SPARK, 7));
            assertThat(Files.readAllLines(folder.resolve("prepared"))).containsExactly("7");
        }
    }

    @Test
    void aCredentialIsExchangedAndTheOldOneIsGoodUntilTheNewOneIsUsed(@TempDir Path folder) throws Exception {
        // Given
        NodeId node = new NodeId("channel-3");
        String first = credentialOf(join("channel-3", joinToken(node)));
        status(first, 200);

        // When: an answer that is lost, and another try
        String lost = credentialOf(renew(first));
        String second = credentialOf(renew(first));

        // Then
        status(lost, 401);
        status(first, 200);
        status(second, 200);
        status(first, 401);
        renew(first)
                .statusCode(401)
                .body("code", equalTo("revoked-credential"))
                .header("WWW-Authenticate", containsString("error_description=\"revoked-credential: "));

        // When // Then: a real agent is asked to, and its connection stays
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/credential"), second + "\n");
        tokens.as("boss", "admin").post("/api/agents/channel-3/rotation").then().statusCode(409);
        try (AgentProcess agent = new AgentProcess(folder, node.value(), address())) {
            agent.start();
            eventually("connected", () -> connected(node));
            tokens.as("boss", "admin")
                    .post("/api/agents/channel-3/rotation")
                    .then()
                    .statusCode(204);
            agent.waitUntilItSays("has a new credential");
            status(second, 401);
            assertThat(connected(node)).isTrue();
            assertThat(agent.said()).containsOnlyOnce("connected to ");
            tokens.as("eye", "viewer")
                    .get("/api/agents")
                    .then()
                    .statusCode(200)
                    .body("find { it.node == 'channel-3' }.connected", equalTo(true))
                    .body("find { it.node == 'channel-3' }.admitted", equalTo(true))
                    .body("find { it.node == 'channel-3' }.version", equalTo("dev"));
        }
    }

    @Test
    void whatAnotherReplicaHasDoneReachesTheAgentsThatAreConnectedHere() throws Exception {
        // Given
        NodeId node = new NodeId("socket-3");
        Open peer = connect(tokens.make("agent:socket-3", "agent"));
        peer.socket.sendText(hello("socket-3"), true).get(10, TimeUnit.SECONDS);
        eventually("known", () -> connected(node));

        // When: a wish and a revocation of which this replica knows only by the database
        get(store.keep(node, new AgentWish(Optional.of(SPARK), Optional.empty(), 9), clock.instant()));

        // Then
        eventually("told", () -> peer.texts.stream().anyMatch(text -> text.contains("\"role\":\"spark\",\"prepare\"")));
        int revoked = get(transactions.in(session -> session.createMutationQuery(
                        "update CredentialRow set revokedAt = :now where subject = 'agent:socket-3'")
                .setParameter("now", clock.instant())
                .executeUpdate()));
        assertThat(revoked).isEqualTo(1);
        assertThat(peer.closed.get(30, TimeUnit.SECONDS)).isEqualTo("4401 the credential of socket-3 was revoked");
    }

    @Test
    void whoeverRevokesANodeRevokesItsTokensToo() {
        // Given
        String token = joinToken(new NodeId("join-4"));

        // When
        tokens.as("boss", "admin")
                .delete("/api/agents/join-4/credential")
                .then()
                .statusCode(204);

        // Then
        join("join-4", token).statusCode(403).body("code", equalTo("join-refused"));
        tokens.as("boss", "admin")
                .delete("/api/agents/join-4/credential")
                .then()
                .statusCode(404);
    }

    private static String credentialOf(io.restassured.response.ValidatableResponse answer) {
        return answer.statusCode(200)
                .body("expiresInSeconds", equalTo(30 * 24 * 3600))
                .extract()
                .path("credential");
    }

    private static io.restassured.response.ValidatableResponse renew(String credential) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + credential)
                .post("/api/agents/credential")
                .then();
    }

    private static void status(String credential, int status) {
        RestAssured.given()
                .header("Authorization", "Bearer " + credential)
                .get("/api/agents/credential")
                .then()
                .statusCode(status);
    }

    private void want(NodeId node, Optional<FrameworkId> role, long epoch) {
        agents.want(node, role, epoch).await().atMost(Duration.ofSeconds(30));
    }

    private boolean connected(NodeId node) {
        return agents.report(node).filter(AgentReport::connected).isPresent();
    }

    private static String address() {
        return "http://127.0.0.1:" + RestAssured.port;
    }

    private String joinToken(NodeId node) {
        return tokens.as("boss", "admin")
                .contentType(ContentType.JSON)
                .body("{\"node\":\"" + node + "\"}")
                .post("/api/agents/tokens")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    private static io.restassured.response.ValidatableResponse join(String node, String token) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .body("{\"node\":\"" + node + "\",\"token\":\"" + token + "\"}")
                .post("/api/agents/join")
                .then();
    }

    private void forgetWish(NodeId node) {
        int gone = get(transactions.in(session -> session.createMutationQuery("delete WishRow where node = :node")
                .setParameter("node", node.value())
                .executeUpdate()));
        assertThat(gone).isEqualTo(1);
    }

    private static String hello(String node) {
        return "{\"kind\":\"hello\",\"node\":\"" + node + "\",\"version\":\"t\",\"rack\":null,\"labels\":{},"
                + "\"capacity\":{\"cores\":1,\"memoryBytes\":1,\"diskBytes\":1,\"gpus\":0},\"roles\":[],"
                + "\"actual\":{\"role\":null,\"state\":\"STOPPED\",\"epoch\":0,\"proof\":\"\"}}";
    }

    private String closeAfter(String secret, String frame) throws Exception {
        Open peer = connect(secret);
        peer.socket.sendText(frame, true).get(10, TimeUnit.SECONDS);
        return peer.closed.get(30, TimeUnit.SECONDS);
    }

    private void assertThatRefused(String secret) {
        assertThat(Set.of(401, 403)).contains(statusOf(secret));
    }

    private int statusOf(String secret) {
        try {
            connect(secret).socket.abort();
            return 101;
        } catch (Exception e) {
            return e.getCause() instanceof WebSocketHandshakeException refused
                    ? refused.getResponse().statusCode()
                    : 0;
        }
    }

    private Open connect(String secret) throws Exception {
        Peer peer = new Peer();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("sluice.agent.v1")
                .header("Authorization", "Bearer " + secret)
                .buildAsync(URI.create("ws" + address().substring("http".length()) + "/agent"), peer)
                .get(30, TimeUnit.SECONDS);
        return new Open(socket, peer.closed, peer.text, peer.texts);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    /** One open socket and what came of it. */
    private record Open(
            WebSocket socket, CompletableFuture<String> closed, CompletableFuture<String> text, List<String> texts) {}

    private static final class Peer implements WebSocket.Listener {
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.complete(data.toString());
            texts.add(data.toString());
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }
    }
}
