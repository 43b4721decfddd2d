package dev.sluice.alerting;

import dev.sluice.alerting.Alert.Key;
import dev.sluice.alerting.Alert.Source;
import dev.sluice.alerting.Alert.Status;
import dev.sluice.alerting.Episode.Outcome;
import dev.sluice.alerting.Episode.Span;
import dev.sluice.alerting.Episode.Verdict;
import dev.sluice.fleet.FrameworkId;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Between values, what the database keeps, and what its statements take. */
final class AlertJson {

    private AlertJson() {}

    /** For a delivery. */
    static JsonObject of(Alert alert) {
        return new JsonObject()
                .put("source", alert.key().source().name())
                .put("fingerprint", alert.key().fingerprint())
                .put("startsAt", alert.key().startsAt().toString())
                .put("status", alert.status().name())
                .put("endsAt", text(alert.endsAt()))
                .put("labels", new JsonObject(new HashMap<>(alert.labels())))
                .put("summary", alert.summary());
    }

    static Alert alert(JsonObject json) {
        return new Alert(
                new Key(
                        Source.valueOf(json.getString("source")),
                        json.getString("fingerprint"),
                        Instant.parse(json.getString("startsAt"))),
                Status.valueOf(json.getString("status")),
                Optional.ofNullable(json.getString("endsAt")).map(Instant::parse),
                strings(json.getJsonObject("labels")),
                json.getString("summary"));
    }

    /** A row to enter. */
    static JsonObject episode(Alert alert, Instant receivedAt) {
        return new JsonObject()
                .put("source", alert.key().source().name())
                .put("fingerprint", alert.key().fingerprint())
                .put("starts_at", alert.key().startsAt().toString())
                .put("state", alert.status().name())
                .put("ends_at", text(alert.endsAt()))
                .put("labels", new JsonObject(new HashMap<>(alert.labels())))
                .put("summary", alert.summary())
                .put("first_seen", receivedAt.toString())
                .put("last_seen", receivedAt.toString())
                .put("seen", 1);
    }

    /** A row to update. */
    static JsonObject of(long number, Outcome outcome) {
        JsonObject row = new JsonObject()
                .put("number", number)
                .put("verdict", outcome.verdict().name())
                .put("why", outcome.why())
                .put("next_at", text(outcome.nextAt()));
        outcome.hint().ifPresent(hint -> {
            row.put("policy", hint.policy())
                    .put("framework", hint.framework().value())
                    .put("action", hint.action().name())
                    .put("hint_from", hint.from().toString())
                    .put("hint_until", hint.until().toString());
            hint.baseline().ifPresent(n -> row.put("baseline", n));
            hint.nodes().ifPresent(n -> row.put("nodes", n));
        });
        return row;
    }

    static Episode episode(Row row) {
        return new Episode(
                row.getLong("number"),
                row.getString("source"),
                row.getString("fingerprint"),
                new Span(
                        Status.FIRING.name().equals(row.getString("state")),
                        time(row, "starts_at").orElseThrow(),
                        time(row, "ends_at"),
                        time(row, "first_seen").orElseThrow(),
                        time(row, "last_seen").orElseThrow()),
                labels(row),
                row.getString("summary"),
                row.getInteger("seen"),
                new Outcome(
                        Verdict.valueOf(row.getString("verdict")),
                        row.getString("why").strip(),
                        hint(row),
                        time(row, "next_at"),
                        time(row, "confirmed_at")));
    }

    static Optional<Hint> hint(Row row) {
        return time(row, "hint_from")
                .map(from -> new Hint(
                        row.getString("policy"),
                        new FrameworkId(row.getString("framework")),
                        Action.valueOf(row.getString("action")),
                        number(row, "baseline"),
                        number(row, "nodes"),
                        from,
                        time(row, "hint_until").orElseThrow()));
    }

    static Map<String, String> labels(Row row) {
        return strings(row.getJsonObject("labels"));
    }

    private static Map<String, String> strings(JsonObject json) {
        Map<String, String> strings = new HashMap<>();
        json.forEach(entry -> strings.put(entry.getKey(), String.valueOf(entry.getValue())));
        return strings;
    }

    private static OptionalInt number(Row row, String column) {
        Integer number = row.getInteger(column);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
