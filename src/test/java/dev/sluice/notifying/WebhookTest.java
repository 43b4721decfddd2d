package dev.sluice.notifying;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.alerting.Signature;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.notifying.Webhook.Firing;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final byte[] SECRET = "a secret of 24 characters".getBytes(UTF_8);
    private static final Condition STUCK = new Condition(
            "SluiceMoveStuck", Map.of("node", "n1", "operation", "op-7"), "It needs a person.", "/operations/op-7");
    private static final Map<String, Firing> FIRING =
            Map.of(STUCK.fingerprint(), new Firing(STUCK, NOW.minusSeconds(90)));

    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver();
    private final Webhook webhook = new Webhook(
            new Webhook.Receiver(
                    "pager",
                    receiver.url(),
                    Optional.of(SECRET),
                    Optional.of("a-token"),
                    Duration.ofSeconds(20),
                    "https://sluice.example"),
            new HttpCalls(vertx, new RealTimers(vertx), "webhook pager"));

    @AfterEach
    void close() {
        receiver.close();
        vertx.closeAndAwait();
    }

    @Test
    void itIsToldOnceAndThenTheEnd() throws InterruptedException {
        // When
        tell(FIRING, NOW);
        tell(FIRING, NOW.plusSeconds(5));
        tell(Map.of(), NOW.plusSeconds(10));
        tell(Map.of(), NOW.plusSeconds(15));

        // Then
        var begun = receiver.next().json();
        assertThat(begun.path("version").asText()).isEqualTo("4");
        assertThat(begun.path("status").asText()).isEqualTo("firing");
        assertThat(begun.at("/alerts/0/labels/alertname").asText()).isEqualTo("SluiceMoveStuck");
        assertThat(begun.at("/alerts/0/labels/node").asText()).isEqualTo("n1");
        assertThat(begun.at("/alerts/0/startsAt").asText()).isEqualTo("2026-01-01T11:58:30Z");
        assertThat(begun.at("/alerts/0/generatorURL").asText()).isEqualTo("https://sluice.example/operations/op-7");
        var ended = receiver.next().json();
        assertThat(ended.path("status").asText()).isEqualTo("resolved");
        assertThat(ended.at("/alerts/0/fingerprint").asText()).isEqualTo(STUCK.fingerprint());
        assertThat(ended.at("/alerts/0/startsAt").asText()).isEqualTo("2026-01-01T11:58:30Z");
        assertThat(ended.at("/alerts/0/endsAt").asText()).isEqualTo("2026-01-01T12:00:10Z");
        assertThat(receiver.waiting()).isZero();
    }

    @Test
    void itIsSignedAndCarriesItsToken() throws InterruptedException {
        tell(FIRING, NOW);
        var message = receiver.next();
        var stamp = message.headers().getFirst("X-Sluice-Timestamp");
        assertThat(stamp).isEqualTo(String.valueOf(NOW.getEpochSecond()));
        assertThat(message.headers().getFirst("X-Sluice-Signature"))
                .isEqualTo(Signature.of(SECRET, Optional.of(stamp), message.body()));
        assertThat(message.headers().getFirst("Authorization")).isEqualTo("Bearer a-token");
    }

    @Test
    void whatIsNotTakenIsToldAgainAfterEverLongerPauses() throws InterruptedException {
        receiver.status = 503;
        tell(FIRING, NOW);
        tell(FIRING, NOW.plusSeconds(4));
        assertThat(webhook.hears()).isFalse();
        tell(FIRING, NOW.plusSeconds(5));
        tell(FIRING, NOW.plusSeconds(14));
        receiver.next();
        receiver.next();
        assertThat(receiver.waiting()).isZero();

        // When
        receiver.status = 204;
        tell(FIRING, NOW.plusSeconds(15));

        // Then
        assertThat(receiver.next().json().path("status").asText()).isEqualTo("firing");
        assertThat(webhook.hears()).isTrue();
    }

    @Test
    void whatIsOverBeforeItWasTakenIsNeverTold() {
        receiver.status = 500;
        tell(FIRING, NOW);
        receiver.status = 200;
        tell(Map.of(), NOW.plusSeconds(60));
        assertThat(receiver.waiting()).isEqualTo(1);
    }

    @Test
    void aReceiverThatIsNotThereIsNoFailure() {
        receiver.close();
        tell(FIRING, NOW);
        assertThat(webhook.hears()).isFalse();
    }

    private void tell(Map<String, Firing> firing, Instant at) {
        webhook.tell(firing, at).await().atMost(Duration.ofSeconds(30));
    }
}
