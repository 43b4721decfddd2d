package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.api.Tokens;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.Inventory;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be is refused at the API with a code of its own, before anything is touched; on a real PostgreSQL. */
@QuarkusTest
@TestProfile(FakeFleet.Profile.class)
@WithTestResource(PostgresResource.class)
class BadInputTest {

    private static final FrameworkId A = new FrameworkId("a");
    private static final FrameworkId B = new FrameworkId("b");
    private static final List<String> NODES = List.of("bad-1", "bad-2", "bad-3", "bad-4");

    @Inject
    Tokens tokens;

    @Inject
    Ledger ledger;

    @Inject
    Inventory inventory;

    @Inject
    FakeFleet.Provider provider;

    @Inject
    FakeFleet.Machines machines;

    @BeforeEach
    void aFleet() {
        if (machines.fakes.report(new NodeId("bad-1")).isEmpty()) {
            for (String node : NODES) {
                framework(A).with(node + ".a", Resources.of(2, 1e9));
                machines.fakes.add(FakeAgents.node(node, A, B), Optional.of(A));
            }
            framework(A).with("bad-5.a", Resources.of(2, 1e9));
            machines.fakes.add(FakeAgents.node("bad-5", A), Optional.of(A));
        }
        until(() -> state("bad-5").isPresent()
                && inventory.current().ownedBy(A).size() >= 5
                && state("bad-1").equals(Optional.of(Ownership.State.SETTLED)));
    }

    private FakeFramework framework(FrameworkId id) {
        return Optional.ofNullable(provider.made.get(id)).orElseThrow();
    }

    private static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("It did not come about within a minute.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** As the picture has it, which pre-flight looks at beside the ledger. */
    private Optional<Ownership.State> state(String node) {
        return inventory
                .current()
                .node(new NodeId(node))
                .filter(n -> n.ownership().epoch() > 0)
                .map(n -> n.ownership().state());
    }

    private List<Ownership> rows() {
        return ledger.all().await().atMost(Duration.ofSeconds(30));
    }

    private RequestSpecification as(String role) {
        return tokens.as("olga", role).contentType(ContentType.JSON);
    }

    private Response move(String from, String to, String what, String reason) {
        return as("operator")
                .body("{\"from\":\"" + from + "\",\"to\":\"" + to + "\"," + what + ",\"reason\":\"" + reason
                        + "\",\"dryRun\":false}")
                .post("/api/operations");
    }

    private static void refused(Response answer, int status, String code) {
        answer.then().statusCode(status).body("code", equalTo(code)).body("detail", endsWith("."));
    }

    @Test
    void whatCannotBeIsNamedAndNothingIsTouched() {
        // Given
        as("operator")
                .body("{\"reason\":\"its licence is bound to it\"}")
                .post("/api/nodes/bad-2/pin")
                .then()
                .statusCode(200);
        List<Ownership> before = rows();

        // Then
        refused(move("mesos", "b", "\"count\":1", "r"), 404, "unknown-framework");
        refused(move("a", "b", "\"nodes\":[\"nowhere\"]", "r"), 404, "unknown-node");
        refused(move("a", "b", "\"count\":99", "r"), 409, "count-too-many");
        refused(move("a", "b", "\"count\":0", "r"), 400, "bad-count");
        refused(move("a", "b", "\"count\":1", " "), 400, "missing-reason");
        refused(move("a", "a", "\"count\":1", "r"), 400, "same-ends");
        refused(move("b", "a", "\"nodes\":[\"bad-1\"]", "r"), 409, "node-not-owned");
        refused(move("a", "b", "\"nodes\":[\"bad-5\"]", "r"), 409, "no-role");
        Response pinned = move("a", "b", "\"nodes\":[\"bad-2\"]", "r");
        refused(pinned, 409, "node-pinned");
        pinned.then().body("detail", containsString("pinned by olga: its licence is bound to it"));
        assertThat(rows()).isEqualTo(before);
        assertThat(framework(A).calls())
                .noneMatch(c -> List.of("bad-1.a", "bad-2.a", "bad-5.a").contains(c.member()));

        // When
        as("operator")
                .body("{\"reason\":\"moved house\"}")
                .post("/api/nodes/bad-2/unpin")
                .then()
                .statusCode(200);

        // Then
        as("operator")
                .body("{\"from\":\"a\",\"to\":\"b\",\"nodes\":[\"bad-2\"],\"reason\":\"r\"}")
                .post("/api/operations")
                .then()
                .statusCode(200)
                .body("problems", equalTo(List.of()));
        refused(as("operator").body("{\"reason\":\"again\"}").post("/api/nodes/bad-2/unpin"), 409, "node-not-pinned");
    }

    @Test
    void ofTwoOperationsOnOneNodeAtOnceOneIsRefused() {
        // Given
        framework(A).startWork("bad-3.a", "long", Resources.of(1, 1));

        // When
        List<CompletableFuture<Response>> both = List.of(
                CompletableFuture.supplyAsync(() -> move("a", "b", "\"nodes\":[\"bad-3\"]", "one")),
                CompletableFuture.supplyAsync(() -> move("a", "b", "\"nodes\":[\"bad-3\"]", "two")));
        List<Response> answers = both.stream().map(CompletableFuture::join).toList();

        // Then
        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 409);
        Response started =
                answers.stream().filter(r -> r.statusCode() == 201).findFirst().orElseThrow();
        answers.stream().filter(r -> r.statusCode() == 409).forEach(r -> refused(r, 409, "node-moving"));
        refused(as("operator").body("{\"reason\":\"r\"}").post("/api/nodes/bad-3/pin"), 409, "node-moving");

        // When
        String id = started.jsonPath().getString("id");
        as("operator")
                .body("{\"reason\":\"enough\",\"dryRun\":false}")
                .post("/api/operations/" + id + "/undo")
                .then()
                .statusCode(200);
        until(() -> as("viewer")
                .get("/api/operations/" + id)
                .jsonPath()
                .getString("status")
                .equals("UNDONE"));

        // Then
        refused(
                as("operator").body("{\"reason\":\"again\",\"dryRun\":false}").post("/api/operations/" + id + "/undo"),
                409,
                "nothing-to-undo");
        refused(
                as("operator")
                        .body("{\"reason\":\"r\",\"dryRun\":false}")
                        .post("/api/operations/" + id + "/nodes/bad-4/undo"),
                409,
                "move-unknown");
    }

    @Test
    void aNodeThatServesInTwoPlacesIsFrozenUntilItIsSettled() {
        // When
        framework(B).with("bad-4.b", Resources.of(2, 1e9));
        until(() -> state("bad-4").equals(Optional.of(Ownership.State.CONFLICT)));

        // Then
        refused(move("a", "b", "\"nodes\":[\"bad-4\"]", "r"), 409, "node-conflict");
        as("viewer")
                .get("/api/nodes/bad-4")
                .then()
                .body("state", equalTo("CONFLICT"))
                .body("note", equalTo("It is alive in a and b, and the ledger says a."));
        as("viewer")
                .get("/metrics")
                .then()
                .body(containsString("sluice_nodes{framework=\"a\",state=\"CONFLICT\",} 1.0"))
                .body(containsString("sluice_leader 1.0"));
        as("viewer").get("/api/status").then().body("health.frozen", equalTo(1)).body("health.leader", equalTo(true));

        // When
        framework(B).stopWorker("bad-4.b");
        until(() -> !as("viewer").get("/api/nodes").asString().contains("bad-4.b"));
        as("admin")
                .body("{\"owner\":\"a\",\"reason\":\"b's was started by hand\"}")
                .post("/api/nodes/bad-4/settle")
                .then()
                .statusCode(200)
                .body("state", equalTo("SETTLED"));

        // Then
        as("viewer")
                .get("/api/nodes/bad-4/history")
                .then()
                .body("[0].note", equalTo("settled by olga: b's was started by hand"))
                .body("[1].state", equalTo("CONFLICT"));
    }
}
