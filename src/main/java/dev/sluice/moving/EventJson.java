package dev.sluice.moving;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** The journal's form of an event: a kind and a JSON object. Kinds and keys are never renamed, only added. */
final class EventJson {

    private EventJson() {}

    static String kind(MoveEvent event) {
        return switch (event) {
            case MoveEvent.Started e -> "started";
            case MoveEvent.Succeeded e -> "succeeded";
            case MoveEvent.Failed e -> "failed";
            case MoveEvent.DeadlinePassed e -> "deadline-passed";
            case MoveEvent.UndoRequested e -> "undo-requested";
            case MoveEvent.ForceRequested e -> "force-requested";
            case MoveEvent.RetryRequested e -> "retry-requested";
            case MoveEvent.WaitRequested e -> "wait-requested";
        };
    }

    static String write(MoveEvent event) {
        JsonObject json = new JsonObject().put("at", event.at().toString());
        switch (event) {
            case MoveEvent.Started e -> {
                json.put("step", e.step().name());
                e.deadline().ifPresent(d -> json.put("deadline", d.toString()));
            }
            case MoveEvent.Succeeded e -> json.put("step", e.step().name()).put("epoch", e.epoch());
            case MoveEvent.Failed e ->
                json.put("step", e.step().name())
                        .put("code", e.fault().code())
                        .put("sentence", e.fault().sentence())
                        .put("retry", e.retry())
                        .put("doubt", e.doubt());
            case MoveEvent.DeadlinePassed e -> {}
            case MoveEvent.UndoRequested e -> json.put("actor", e.actor()).put("reason", e.reason());
            case MoveEvent.ForceRequested e -> json.put("actor", e.actor()).put("reason", e.reason());
            case MoveEvent.RetryRequested e -> json.put("actor", e.actor()).put("reason", e.reason());
            case MoveEvent.WaitRequested e ->
                json.put("actor", e.actor())
                        .put("reason", e.reason())
                        .put("until", e.until().toString());
        }
        return json.encode();
    }

    static MoveEvent read(String kind, String payload) {
        JsonObject json = new JsonObject(payload);
        Instant at = Instant.parse(json.getString("at"));
        return switch (kind) {
            case "started" ->
                new MoveEvent.Started(
                        step(json),
                        at,
                        Optional.ofNullable(json.getString("deadline")).map(Instant::parse));
            case "succeeded" -> new MoveEvent.Succeeded(step(json), at, json.getLong("epoch"));
            case "failed" ->
                new MoveEvent.Failed(
                        step(json),
                        at,
                        new Fault(json.getString("code"), json.getString("sentence")),
                        json.getBoolean("retry"),
                        json.getBoolean("doubt"));
            case "deadline-passed" -> new MoveEvent.DeadlinePassed(at);
            case "undo-requested" -> new MoveEvent.UndoRequested(at, json.getString("actor"), reason(json));
            case "force-requested" -> new MoveEvent.ForceRequested(at, json.getString("actor"), reason(json));
            case "retry-requested" -> new MoveEvent.RetryRequested(at, json.getString("actor"), reason(json));
            case "wait-requested" ->
                new MoveEvent.WaitRequested(
                        at, json.getString("actor"), reason(json), Instant.parse(json.getString("until")));
            default -> throw new IllegalStateException("move journal: unknown kind of event '" + kind + "'");
        };
    }

    /** Entries of the first version have none for some kinds. */
    private static String reason(JsonObject json) {
        return json.getString("reason", "");
    }

    private static MoveStep step(JsonObject json) {
        return MoveStep.valueOf(json.getString("step"));
    }
}
