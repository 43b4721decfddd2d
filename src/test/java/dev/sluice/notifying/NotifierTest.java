package dev.sluice.notifying;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.api.FakesProfile;
import dev.sluice.api.Tokens;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The whole of it in a running server: the fleet of the fakes has something that needs a person. */
@QuarkusTest
@TestProfile(NotifierTest.Told.class)
@WithTestResource(PostgresResource.class)
class NotifierTest {

    private static final Receiver RECEIVER = new Receiver();

    @Inject
    Tokens tokens;

    @AfterAll
    static void close() {
        RECEIVER.close();
    }

    @Test
    void whatNeedsAPersonIsToldOnce() throws InterruptedException {
        var message = RECEIVER.next().json();
        assertThat(message.path("receiver").asText()).isEqualTo("pager");
        assertThat(message.at("/alerts/0/labels/alertname").asText()).startsWith("Sluice");
        assertThat(message.at("/alerts/0/status").asText()).isEqualTo("firing");
        assertThat(RECEIVER.waiting()).isZero();
        given().header("Authorization", "Bearer " + tokens.make("prometheus", "sender"))
                .get("/metrics")
                .then()
                .statusCode(200)
                .body(containsString("sluice_webhook_up{webhook=\"pager\",} 1.0"));
    }

    /** With a receiver. */
    public static final class Told implements QuarkusTestProfile {

        private final FakesProfile fakes = new FakesProfile();

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return fakes.getEnabledAlternatives();
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(fakes.getConfigOverrides());
            config.put("sluice.security.context-file", "target/notifier-test/context.json");
            config.put("sluice.notifying.webhooks.pager.url", RECEIVER.url().toString());
            config.put("sluice.notifying.hold", "0s");
            config.put("sluice.notifying.period", "200ms");
            return config;
        }
    }
}
