package dev.sluice.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.time.Timers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.vertx.VertxContext;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class ReadinessTest {

    @Inject
    Timers timers;

    @Inject
    Clock clock;

    @Test
    void readyMeansThatTheDatabaseAnswers() {
        given().when()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name.contains('PostgreSQL') }.status", equalTo("UP"));
    }

    @Test
    void aTimerRunsInAContextOfItsOwn() throws Exception {
        // Given
        CompletableFuture<Boolean> ran = new CompletableFuture<>();

        // When
        timers.after(Duration.ofMillis(1), () -> ran.complete(VertxContext.isOnDuplicatedContext()));

        // Then
        assertThat(ran.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(clock.instant()).isAfter(Instant.EPOCH);
    }
}
