package dev.sluice.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies over HTTP, kept in a real PostgreSQL; the frameworks themselves are not there. */
@QuarkusTest
@TestProfile(PoliciesTest.Profile.class)
@WithTestResource(PostgresResource.class)
class PoliciesTest {

    @Inject
    Tokens tokens;

    @Inject
    DataSource database;

    /** Two frameworks of the configuration. */
    public static final class Profile implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(FakeSuggestions.class, FakeOperations.class, FakeNodes.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.security.context-file", "target/policies-test/context.json",
                    "sluice.inventory.period", "200ms",
                    "sluice.frameworks.spark.kind", "spark",
                    "sluice.frameworks.spark.title", "Spark",
                    "sluice.frameworks.spark.url", "http://127.0.0.1:1",
                    "sluice.frameworks.spark.policy.guarantee", "1",
                    "sluice.frameworks.spark.policy.deserved", "3",
                    "sluice.frameworks.spark.policy.cap", "40");
        }
    }

    @BeforeEach
    @Timeout(60)
    void asConfigured() throws SQLException {
        try (var connection = database.getConnection()) {
            connection.createStatement().execute("delete from policy_change");
        }
        // What this server knows of changes comes with its next reading; until then a change is refused as outdated.
        while (viewer().get("/api/policies/spark").jsonPath().getInt("version") > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void aDryRunSaysWhatWouldChangeAndChangesNothing() {
        operator()
                .body("{\"cap\":20,\"mode\":\"AUTO\"}")
                .put("/api/policies/spark")
                .then()
                .statusCode(200)
                .body("changes.key", equalTo(List.of("cap", "mode")))
                .body("changes.from", equalTo(List.of("40", "suggest")))
                .body("changes.to", equalTo(List.of("20", "auto")))
                .body("policy.guarantee", equalTo(1))
                .body("notes", hasItem(containsString("without approval")));
        viewer().get("/api/policies/spark")
                .then()
                .body("changed", equalTo(false))
                .body("policy.cap", equalTo(40))
                .body("newest", nullValue());
    }

    @Test
    void aChangeHoldsWithWhoWhenAndWhyAndCanBeTakenBack() {
        // When
        operator()
                .body("{\"cap\":20,\"reason\":\"month end\",\"dryRun\":false}")
                .put("/api/policies/spark")
                .then()
                .statusCode(200)
                .body("policy.cap", equalTo(20))
                .body("configured.cap", equalTo(40))
                .body("version", equalTo(1))
                .body("newest.actor", equalTo("olga"));
        // Then it is what everything else sees
        viewer().get("/api/frameworks").then().body("[0].policy.cap", equalTo(20));
        // When
        operator()
                .body("{\"reset\":true,\"reason\":\"it is over\",\"version\":1,\"dryRun\":false}")
                .put("/api/policies/spark")
                .then()
                .statusCode(200)
                .body("changed", equalTo(false))
                .body("policy.cap", equalTo(40))
                .body("version", equalTo(2));
        // Then
        viewer().get("/api/policies/spark/changes")
                .then()
                .body("", hasSize(2))
                .body("[0].reason", equalTo("it is over"))
                .body("[0].before.cap", equalTo(20))
                .body("[0].after", nullValue())
                .body("[1].after.cap", equalTo(20));
    }

    @Test
    void whoeverIsSlowerIsTold() {
        operator()
                .body("{\"cap\":20,\"reason\":\"month end\",\"version\":0,\"dryRun\":false}")
                .put("/api/policies/spark")
                .then()
                .statusCode(200);
        operator()
                .body("{\"cap\":30,\"reason\":\"no\",\"version\":0,\"dryRun\":false}")
                .put("/api/policies/spark")
                .then()
                .statusCode(409)
                .body("code", equalTo("outdated"))
                .body("detail", containsString("look at it again"));
        viewer().get("/api/policies/spark").then().body("policy.cap", equalTo(20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"cap\":2}|400|bad-policy|'cap' is 2 and 'deserved' 3;",
                "{\"guarantee\":-1}|400|bad-policy|'guarantee' is -1; it must be 0 or more.",
                "{\"deserved\":0}|400|bad-policy|'deserved' is 0 and 'guarantee' 1;",
                "{\"weight\":0}|400|bad-policy|'weight' is 0.0; it must be above 0.",
                "{\"target\":1.5}|400|bad-policy|'target' is 1.5; it must be above 0 and at most 1.",
                "{\"mode\":\"fast\"}|400|bad-policy|'mode' must be observe, suggest or auto.",
                "{}|400|bad-policy|Nothing is asked for;",
                "{\"reset\":true,\"cap\":5}|400|bad-policy|give it alone",
                "{\"capp\":5}|400|bad-body|capp",
                "{\"cap\":20,\"dryRun\":false}|400|missing-reason|'reason' is missing",
                "{\"cap\":40,\"reason\":\"x\",\"dryRun\":false}|409|nothing-to-change|like this already"
            })
    void aBadPolicyIsAProblemThatNamesKeyAndRule(String body, int status, String code, String words) {
        operator()
                .body(body)
                .put("/api/policies/spark")
                .then()
                .statusCode(status)
                .body("code", equalTo(code))
                .body("detail", containsString(words));
        viewer().get("/api/policies/spark").then().body("version", equalTo(0));
    }

    @Test
    void onlyOperatorsChangeAndOnlyWhatThereIs() {
        viewer().contentType(ContentType.JSON)
                .body("{\"cap\":20}")
                .put("/api/policies/spark")
                .then()
                .statusCode(403);
        operator()
                .body("{\"cap\":20}")
                .put("/api/policies/sprak")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-framework"));
    }

    private RequestSpecification viewer() {
        return tokens.as("vera", "viewer");
    }

    private RequestSpecification operator() {
        return tokens.as("olga", "operator").contentType(ContentType.JSON);
    }
}
