package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class ApiTest {

    @Inject
    Tokens tokens;

    @Inject
    FakeSuggestions suggestions;

    @Inject
    FakeOperations operations;

    @BeforeEach
    void forget() {
        suggestions.done.clear();
        operations.done.clear();
    }

    @Test
    void theStatusIsTheWholePicture() {
        viewer().get("/api/status")
                .then()
                .statusCode(200)
                .body("health.agentsConnected", equalTo(2))
                .body("frameworks.id", equalTo(List.of("spark", "yarn")))
                .body("frameworks[0].pressure.value", equalTo(1.5f))
                .body("frameworks[1].pressure.value", nullValue())
                .body("nodes", hasSize(3))
                .body("nodes[1].step", equalTo("DRAINING"))
                .body("suggestions[0].createdAt", equalTo("2026-03-01T11:59:30Z"))
                .body("operations[0].summary", equalTo("0 of 1 moved, 1 draining"));
    }

    @ParameterizedTest
    @CsvSource({"framework=spark, 1", "framework=reservoir, 1", "state=moving, 1", "framework=spark&state=moving, 0"})
    void nodesCanBeNarrowed(String query, int found) {
        viewer().get("/api/nodes?" + query).then().statusCode(200).body("$", hasSize(found));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/frameworks/sprak, 404, unknown-framework",
        "/api/nodes/node-77, 404, unknown-node",
        "/api/nodes?framework=sprak, 404, unknown-framework",
        "/api/nodes?state=asleep, 400, bad-state",
        "/api/suggestions/s-99, 404, unknown-suggestion",
        "/api/operations/op-99, 404, unknown-operation",
        "/api/operations/seven, 404, unknown-operation",
        "/api/operations?limit=0, 400, bad-limit",
        "/api/operations?limit=many, 404, not-found",
        "/api/nothing, 404, not-found",
        "/api/status/further, 404, not-found"
    })
    void whatDoesNotExistIsAProblemThatNamesIt(String path, int status, String code) {
        viewer().get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("status", equalTo(status))
                .body("type", equalTo("/problems/" + code))
                .body("detail", endsWith("."));
    }

    @Test
    void aMoveIsADryRunUnlessTheCallerSaysOtherwise() {
        operator()
                .body("{\"from\":\"yarn\",\"to\":\"spark\",\"count\":1,\"reason\":\"month end\"}")
                .post("/api/operations")
                .then()
                .statusCode(200)
                .body("nodes", equalTo(List.of("node-2")))
                .body("effects[0].framework", equalTo("spark"))
                .body("problems", hasSize(0));
        assertThat(operations.done).isEmpty();
    }

    @Test
    void aMoveThatIsMeantStartsAnOperationInTheCallersName() {
        operator()
                .body("{\"from\":\"yarn\",\"to\":\"spark\",\"count\":1,\"reason\":\"r\",\"dryRun\":false}")
                .post("/api/operations")
                .then()
                .statusCode(201)
                .header("Location", endsWith("/api/operations/op-7"))
                .body("id", equalTo("op-7"));
        assertThat(operations.done).containsExactly("olga moves 1");
    }

    @Test
    void aRefusedMoveSaysWhatStandsInTheWay() {
        operator()
                .body("{\"from\":\"yarn\",\"to\":\"spark\",\"count\":2,\"reason\":\"r\",\"dryRun\":false}")
                .post("/api/operations")
                .then()
                .statusCode(409)
                .body("code", equalTo("floor"))
                .body("detail", equalTo("YARN would have 0 nodes; its guarantee is 1."));
        assertThat(operations.done).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"form\":\"yarn\",\"to\":\"spark\",\"count\":1,\"reason\":\"r\"} | bad-body | 'form'",
                "{\"from\":\"yarn\",\"to\":\"spark\",\"count\":\"two\",\"reason\":\"r\"} | bad-body | 'count'",
                "{\"from\":\"yarn\",\"to\":\"spark\",\"count\":1.5,\"reason\":\"r\"} | bad-body | 'count'",
                "{\"from\":\"yarn\",\"to\":\"spark\",\"nodes\":\"node-2\",\"reason\":\"r\"} | bad-body | 'nodes'",
                "{\"from\":\"yarn\",\"to\":\"spark\",\"count\":1,\"reason\":\"r\",\"dryRun\":\"no\"} | bad-body | 'dryRun'",
                "{\"count\":1,\"count\":2} | bad-body | 'count'",
                "{\"from\": | bad-body | line 1",
                "{} trailing | bad-body | JSON",
                "[] | bad-body | object",
                "null | missing-body | empty",
                "`` | missing-body | empty",
                "{\"from\":\"yarn\",\"to\":\"spark\",\"count\":0,\"reason\":\"r\"} | bad-count | 'count'",
                "{\"from\":\"yarn\",\"to\":\"spark\",\"count\":1} | missing-reason | 'reason'"
            })
    void aMalformedBodyIsAProblemThatNamesTheField(String body, String code, String named) {
        operator()
                .body(body)
                .post("/api/operations")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("detail", allOf(containsString(named), endsWith("."), not(containsString("dev.sluice"))));
    }

    @Test
    void aSuggestionIsApprovedInTheCallersName() {
        operator()
                .post("/api/suggestions/s-12/approve")
                .then()
                .statusCode(200)
                .body("state", equalTo("APPROVED"))
                .body("operation", equalTo("op-7"));
        assertThat(suggestions.done).containsExactly("olga approves s-12");
    }

    @Test
    void aRejectionNeedsAReason() {
        operator().body("{}").post("/api/suggestions/s-12/reject").then().statusCode(400);
        operator()
                .body("{\"reason\":\"not now\"}")
                .post("/api/suggestions/s-12/reject")
                .then()
                .statusCode(200)
                .body("state", equalTo("REJECTED"));
        assertThat(suggestions.done).containsExactly("olga rejects s-12: not now");
    }

    @ParameterizedTest
    @CsvSource({"s-11, 409, suggestion-not-open", "s-13, 409, floor", "s-99, 404, unknown-suggestion"})
    void anApprovalThatCannotBeIsRefused(String id, int status, String code) {
        operator()
                .post("/api/suggestions/" + id + "/approve")
                .then()
                .statusCode(status)
                .body("code", equalTo(code));
    }

    @Test
    void allProblemsOfARefusalAreTold() {
        operator()
                .post("/api/suggestions/s-13/approve")
                .then()
                .body("detail", allOf(containsString("guarantee"), containsString("agent of node-2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "op-7/undo | {\"reason\":\"\"} | 400 | missing-reason",
                "op-7/undo | {} | 400 | missing-reason",
                "op-7/undo | {\"reason\":\"r\",\"dryrun\":false} | 400 | bad-body",
                "op-9/undo | {\"reason\":\"r\"} | 404 | unknown-operation",
                "op-7/nodes/node-77/undo | {\"reason\":\"r\"} | 404 | unknown-node",
                "op-7/explode | {\"reason\":\"r\"} | 404 | not-found",
                "op-7/wait | {\"reason\":\"r\"} | 400 | bad-seconds",
                "op-7/wait | {\"reason\":\"r\",\"seconds\":0} | 400 | bad-seconds",
                "op-7/wait | {\"reason\":\"r\",\"seconds\":604801} | 400 | bad-seconds",
                "op-7/force | {\"reason\":\"r\",\"seconds\":60} | 400 | bad-seconds"
            })
    void aControlThatCannotBeIsRefused(String path, String body, int status, String code) {
        operator()
                .body(body)
                .post("/api/operations/" + path)
                .then()
                .statusCode(status)
                .body("code", equalTo(code));
        assertThat(operations.done).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cancel", "undo", "retry", "force"})
    void aControlIsADryRunUnlessTheCallerSaysOtherwise(String control) {
        operator()
                .body("{\"reason\":\"r\"}")
                .post("/api/operations/op-7/" + control)
                .then()
                .statusCode(200)
                .body("control", equalTo(control.toUpperCase(java.util.Locale.ROOT)))
                .body("possible", equalTo(!control.equals("retry")))
                .body("moves[0].node", equalTo("node-2"));
        assertThat(operations.done).isEmpty();
    }

    @Test
    void aControlThatIsMeantIsDoneInTheCallersName() {
        operator()
                .body("{\"reason\":\"r\",\"dryRun\":false}")
                .post("/api/operations/op-7/undo")
                .then()
                .statusCode(200)
                .body("totals.underWay", equalTo(1))
                .body("moves[0].possible", equalTo(List.of("UNDO", "WAIT")));
        operator()
                .body("{\"reason\":\"r\",\"seconds\":600,\"dryRun\":false}")
                .post("/api/operations/op-7/nodes/node-2/wait")
                .then()
                .statusCode(200);
        assertThat(operations.done).containsExactly("olga UNDO op-7: r", "olga WAIT 600 op-7 node-2: r");
    }

    @Test
    void aNodeIsPinnedSettledAndItsHistoryTold() {
        operator()
                .body("{\"reason\":\"licence\"}")
                .post("/api/nodes/node-1/pin")
                .then()
                .statusCode(200)
                .body("pin.actor", equalTo("olga"))
                .body("pin.reason", equalTo("licence"));
        operator()
                .body("{\"reason\":\"licence\"}")
                .post("/api/nodes/node-1/unpin")
                .then()
                .statusCode(200)
                .body("pin", nullValue());
        operator()
                .body("{\"reason\":\"licence\"}")
                .post("/api/nodes/node-2/pin")
                .then()
                .statusCode(409)
                .body("code", equalTo("node-moving"));
        admin().body("{\"owner\":\"spark\",\"reason\":\"seen there\"}")
                .post("/api/nodes/node-3/settle")
                .then()
                .statusCode(200)
                .body("owner", equalTo("spark"));
        operator()
                .body("{\"owner\":\"spark\",\"reason\":\"r\"}")
                .post("/api/nodes/node-3/settle")
                .then()
                .statusCode(403);
        viewer().get("/api/nodes/node-1/history")
                .then()
                .statusCode(200)
                .body("[0].epoch", equalTo(4))
                .body("[0].note", equalTo("by ada"));
    }

    @Test
    void aNodeWithoutAnOwnerCanBeGivenOneByAnAdmin() {
        admin().body("{\"owner\":\"spark\"}")
                .post("/api/nodes/node-3/owner")
                .then()
                .statusCode(200)
                .body("owner", equalTo("spark"))
                .body("note", equalTo("by ada"));
        admin().body("{\"owner\":\"reservoir\"}")
                .post("/api/nodes/node-3/owner")
                .then()
                .statusCode(200)
                .body("owner", nullValue());
        admin().post("/api/nodes/node-3/give-back").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node-3/owner | {} | 400 | missing-owner",
                "node-3/owner | {\"owner\":\"sprak\"} | 404 | unknown-framework",
                "node-3/owner | {\"owners\":\"spark\"} | 400 | bad-body",
                "node-77/owner | {\"owner\":\"spark\"} | 404 | unknown-node",
                "node-1/owner | {\"owner\":\"yarn\"} | 409 | node-owned",
                "node-1/give-back | {} | 409 | not-waiting",
                "node-3/settle | {\"owner\":\"spark\"} | 400 | missing-reason",
                "node-3/settle | {\"reason\":\"r\"} | 400 | missing-owner",
                "node-1/settle | {\"owner\":\"spark\",\"reason\":\"r\"} | 409 | node-waits-for-nobody",
                "node-1/pin | {\"reason\":\" \"} | 400 | missing-reason",
                "node-77/pin | {\"reason\":\"r\"} | 404 | unknown-node"
            })
    void anOwnerThatCannotBeIsRefused(String path, String body, int status, String code) {
        admin().body(body).post("/api/nodes/" + path).then().statusCode(status).body("code", equalTo(code));
    }

    @Test
    void anUnexpectedFailureTellsNothingButWhereToLook() {
        operator()
                .body("{\"from\":\"yarn\",\"to\":\"spark\",\"count\":1,\"reason\":\"break\",\"dryRun\":false}")
                .post("/api/operations")
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .body("code", equalTo("unexpected"))
                .body("detail", not(containsString("secret")));
    }

    @Test
    void otherMethodsAndMediaTypesAreProblemsToo() {
        operator().delete("/api/operations").then().statusCode(405).body("code", equalTo("method-not-allowed"));
        tokens.as("olga", "operator")
                .contentType("text/plain")
                .body("x")
                .post("/api/operations")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported-media-type"));
    }

    @Test
    void metricsComeAsTextAndAsOpenMetricsForWhoMayRead() {
        tokens.as("prometheus", "sender")
                .get("/metrics")
                .then()
                .statusCode(200)
                .header("Content-Type", containsString("text/plain"))
                .body(containsString("jvm_threads_current"));
        tokens.as("prometheus", "sender")
                .accept("application/openmetrics-text; version=1.0.0")
                .get("/metrics")
                .then()
                .statusCode(200)
                .header("Content-Type", containsString("application/openmetrics-text"))
                .body(endsWith("# EOF\n"));
    }

    @Test
    void openApiDescribesTheProblemsAndHowToAuthenticate() {
        viewer().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Sluice"))
                .body("components.securitySchemes.token.scheme", equalTo("bearer"))
                .body("paths.'/api/operations'.post.responses.'409'.'$ref'", containsString("refused"))
                .body("components.responses.refused.content", not(nullValue()));
    }

    private RequestSpecification viewer() {
        return tokens.as("vera", "viewer");
    }

    private RequestSpecification admin() {
        return tokens.as("ada", "admin").contentType(ContentType.JSON);
    }

    private RequestSpecification operator() {
        return tokens.as("olga", "operator").contentType(ContentType.JSON);
    }
}
