package dev.sluice.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.alerting.Alert.Source;
import dev.sluice.alerting.Alert.Status;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertMessageTest {

    private static final String START = "2026-11-25T10:00:00.123456789+01:00";

    @Test
    void eachAlertHasItsOwnStatusWhateverTheGroups() {
        // When
        var alerts = AlertMessage.read(Samples.alertmanager(
                        Samples.firing("f1", START, Map.of("alertname", "SparkLate")),
                        Samples.resolved("f2", START, Map.of()))
                .getBytes(UTF_8));
        // Then
        assertThat(alerts).extracting(Alert::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(alerts.getFirst().key())
                .isEqualTo(new Alert.Key(Source.ALERTMANAGER, "f1", Instant.parse("2026-11-25T09:00:00.123456Z")));
        assertThat(alerts.getFirst().endsAt()).isEmpty();
        assertThat(alerts.getFirst().labels()).containsEntry("alertname", "SparkLate");
        assertThat(alerts.getFirst().summary()).isEqualTo("Spark is late");
        assertThat(alerts.getLast().endsAt()).isEqualTo(Optional.of(Instant.parse("2026-11-25T10:09:00.5Z")));
    }

    @Test
    void grafanaIsKnownByItsBody() {
        assertThat(AlertMessage.read(
                        Samples.grafana(Samples.firing("f1", START, Map.of())).getBytes(UTF_8)))
                .extracting(a -> a.key().source())
                .containsExactly(Source.GRAFANA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | not valid JSON",
                "[] | no JSON object",
                "{\"version\":\"3\",\"alerts\":[]} | 'version' is '3'",
                "{\"version\":\"4\"} | no list 'alerts'",
                "{\"version\":\"4\",\"alerts\":[{}]} | no 'alerts[0].fingerprint'",
                "{\"version\":\"4\",\"alerts\":[{\"fingerprint\":\"f\",\"status\":\"odd\"}]} | must be firing or resolved",
                "{\"version\":\"4\",\"alerts\":[{\"fingerprint\":\"f\",\"status\":\"firing\",\"startsAt\":\"now\"}]} | RFC 3339",
            })
    void saysWhatIsWrong(String body, String sentence) {
        assertThatThrownBy(() -> AlertMessage.read(body.getBytes(UTF_8)))
                .isInstanceOf(AlertMessage.Malformed.class)
                .hasMessageContaining(sentence)
                .hasMessageEndingWith(".");
    }
}
