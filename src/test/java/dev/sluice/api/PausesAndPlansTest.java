package dev.sluice.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(FakesProfile.class)
@WithTestResource(PostgresResource.class)
class PausesAndPlansTest {

    @Inject
    Tokens tokens;

    @Test
    void aPauseHasAReasonAndAnEndAndCanBeEnded() {
        operator()
                .body("{\"framework\":\"spark\",\"minutes\":5,\"reason\":\"short\"}")
                .post("/api/pauses")
                .then()
                .statusCode(200);
        operator()
                .body("{\"framework\":\"spark\",\"minutes\":60,\"reason\":\"month end\"}")
                .post("/api/pauses")
                .then()
                .statusCode(200)
                .body("framework", equalTo("spark"))
                .body("actor", equalTo("olga"));
        operator()
                .body("{\"minutes\":1,\"reason\":\"switch replaced\"}")
                .post("/api/pauses")
                .then()
                .statusCode(200)
                .body("framework", nullValue());
        viewer().get("/api/pauses")
                .then()
                .statusCode(200)
                .body("findAll { it.actor == 'olga' }.size()", equalTo(2))
                .body("reason", hasItem("month end"));
        operator().delete("/api/pauses/spark").then().statusCode(204);
        operator().delete("/api/pauses/all").then().statusCode(204);
        viewer().get("/api/pauses").then().body("findAll { it.actor == 'olga' }.size()", equalTo(0));
        operator().delete("/api/pauses/spark").then().statusCode(404).body("code", equalTo("not-paused"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"framework\":\"sprak\",\"minutes\":5,\"reason\":\"x\"}|404|unknown-framework",
                "{\"framework\":\"spark\",\"minutes\":0,\"reason\":\"x\"}|400|bad-minutes",
                "{\"framework\":\"spark\",\"reason\":\"x\"}|400|bad-minutes",
                "{\"framework\":\"spark\",\"minutes\":5}|400|missing-reason",
            })
    void aBadPauseIsAProblem(String body, int status, String code) {
        operator().body(body).post("/api/pauses").then().statusCode(status).body("code", equalTo(code));
    }

    @Test
    void aViewerPausesNothing() {
        viewer().contentType(ContentType.JSON)
                .body("{\"minutes\":5,\"reason\":\"x\"}")
                .post("/api/pauses")
                .then()
                .statusCode(403);
    }

    @Test
    void whatIfAnswersWithAPlan() {
        viewer().queryParam("whatIf", "spark.demand=1.8")
                .get("/api/plan")
                .then()
                .statusCode(200)
                .body("pressures.framework", hasItem("spark"));
        viewer().queryParam("whatIf", "spark.colour=1")
                .get("/api/plan")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad-what-if"))
                .body("detail", containsString("must change nodes, demand or supply"));
        viewer().get("/api/plan").then().statusCode(400).body("detail", endsWith("."));
    }

    @Test
    void decisionsAreListedAndAnUnknownOneIsAProblem() {
        viewer().get("/api/decisions?limit=5").then().statusCode(200);
        viewer().get("/api/decisions?limit=0").then().statusCode(400).body("code", equalTo("bad-limit"));
        viewer().get("/api/decisions/999999999").then().statusCode(404).body("code", equalTo("unknown-decision"));
    }

    private RequestSpecification viewer() {
        return tokens.as("vera", "viewer");
    }

    private RequestSpecification operator() {
        return tokens.as("olga", "operator").contentType(ContentType.JSON);
    }
}
