package dev.sluice.alerting;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;

/** Webhook bodies as their senders write them. */
final class Samples {

    static final String ZERO = "0001-01-01T00:00:00Z";

    private Samples() {}

    static JsonObject firing(String fingerprint, String startsAt, Map<String, String> labels) {
        return alert("firing", fingerprint, startsAt, ZERO, labels);
    }

    static JsonObject resolved(String fingerprint, String startsAt, Map<String, String> labels) {
        return alert("resolved", fingerprint, startsAt, "2026-11-25T10:09:00.5Z", labels);
    }

    private static JsonObject alert(
            String status, String fingerprint, String startsAt, String endsAt, Map<String, String> labels) {
        JsonObject names = new JsonObject();
        labels.forEach(names::put);
        return new JsonObject()
                .put("status", status)
                .put("labels", names)
                .put("annotations", new JsonObject().put("summary", "Spark is late"))
                .put("startsAt", startsAt)
                .put("endsAt", endsAt)
                .put("generatorURL", "http://127.0.0.1:9090/graph?g0.expr=1")
                .put("fingerprint", fingerprint);
    }

    /** Version 4, with a field that only newer ones have. */
    static String alertmanager(JsonObject... alerts) {
        return body(alerts)
                .put("version", "4")
                .put("groupKey", "{}:{alertname=\"SparkLate\"}")
                .put("truncatedAlerts", 0)
                .put("notification_reason", "new_alerts_added")
                .encode();
    }

    static String grafana(JsonObject... alerts) {
        return body(alerts)
                .put("version", "1")
                .put("orgId", 1)
                .put("state", "alerting")
                .put("title", "[FIRING:1]")
                .encode();
    }

    private static JsonObject body(JsonObject... alerts) {
        return new JsonObject()
                .put("receiver", "sluice")
                // Of the group: firing if any of it fires.
                .put("status", "firing")
                .put("alerts", new JsonArray(Stream.of(alerts).toList()));
    }
}
