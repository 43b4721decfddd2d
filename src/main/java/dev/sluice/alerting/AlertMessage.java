package dev.sluice.alerting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.alerting.Alert.Key;
import dev.sluice.alerting.Alert.Source;
import dev.sluice.alerting.Alert.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The webhook body of Alertmanager (version 4) and of Grafana's alerting (version 1, told by {@code orgId}), which share
 * their shape. Unknown fields are left out, since both have grown.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook_config</a>
 */
final class AlertMessage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUMMARY = 500;
    /** Go's zero time, which stands for "not over". */
    private static final int NO_YEAR = 1;

    private AlertMessage() {}

    /** A body is not what it should be; the message is a sentence. */
    static final class Malformed extends RuntimeException {
        Malformed(String sentence) {
            super(sentence);
        }
    }

    /** @throws Malformed naming what is missing */
    static List<Alert> read(byte[] body) {
        JsonNode message = tree(body);
        Source source = source(message);
        JsonNode alerts = message.path("alerts");
        if (!alerts.isArray()) {
            throw new Malformed(
                    "The body has no list 'alerts'; send the webhook body of Alertmanager or Grafana as it is.");
        }
        List<Alert> read = new ArrayList<>();
        for (int i = 0; i < alerts.size(); i++) {
            read.add(alert(source, alerts.get(i), "alerts[" + i + "]"));
        }
        return List.copyOf(read);
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode message = JSON.readTree(body);
            if (message.isObject()) {
                return message;
            }
        } catch (IOException e) {
            throw new Malformed(
                    "The body is not valid JSON; send the webhook body of Alertmanager or Grafana as it is.");
        }
        throw new Malformed("The body is no JSON object; send the webhook body of Alertmanager or Grafana as it is.");
    }

    /** By what is in it, not by where it was sent. */
    private static Source source(JsonNode message) {
        if (message.has("orgId")) {
            return Source.GRAFANA;
        }
        return switch (message.path("version").asText()) {
            case "4" -> Source.ALERTMANAGER;
            case "1" -> Source.GRAFANA;
            default ->
                throw new Malformed("The body's 'version' is '"
                        + message.path("version").asText() + "'; Alertmanager's 4 and Grafana's 1 are understood.");
        };
    }

    private static Alert alert(Source source, JsonNode alert, String where) {
        String fingerprint = text(alert, "fingerprint", where);
        Status status =
                switch (text(alert, "status", where)) {
                    case "firing" -> Status.FIRING;
                    case "resolved" -> Status.RESOLVED;
                    default ->
                        throw new Malformed("The body's '" + where + ".status' is '"
                                + alert.path("status").asText() + "'; it must be firing or resolved.");
                };
        Instant startsAt = time(text(alert, "startsAt", where), where + ".startsAt");
        Optional<Instant> endsAt = status == Status.FIRING || !alert.hasNonNull("endsAt")
                ? Optional.empty()
                : ended(time(alert.path("endsAt").asText(), where + ".endsAt"));
        Map<String, String> labels = new HashMap<>();
        alert.path("labels")
                .properties()
                .forEach(label ->
                        labels.put(label.getKey(), clean(label.getValue().asText())));
        String summary = clean(alert.path("annotations").path("summary").asText());
        return new Alert(
                new Key(source, fingerprint, startsAt),
                status,
                endsAt,
                labels,
                summary.substring(0, Math.min(SUMMARY, summary.length())));
    }

    private static String text(JsonNode alert, String field, String where) {
        String text = clean(alert.path(field).asText());
        if (text.isBlank()) {
            throw new Malformed("The body has no '" + where + "." + field + "'; each alert needs one.");
        }
        return text;
    }

    /** PostgreSQL keeps no NUL. */
    private static String clean(String text) {
        return text.replace("\0", "");
    }

    /** To the microsecond, which is what the database keeps of it. */
    private static Instant time(String text, String where) {
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            throw new Malformed("The body's '" + where + "' is '" + text + "'; it must be a time as in RFC 3339.");
        }
    }

    private static Optional<Instant> ended(Instant time) {
        return Optional.of(time).filter(t -> t.atOffset(ZoneOffset.UTC).getYear() > NO_YEAR);
    }
}
