package dev.sluice.alerting;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One alert of one notification. Of a group each alert is routed by its own labels and taken by its own status.
 *
 * @param endsAt when it was over; empty while it fires
 * @param summary the annotation of that name, cut to 500 characters; may be empty
 */
record Alert(Key key, Status status, Optional<Instant> endsAt, Map<String, String> labels, String summary) {

    /** What makes it the same: an alert that fires again has a new start. */
    record Key(Source source, String fingerprint, Instant startsAt) {}

    /** Who sent it. */
    enum Source {
        ALERTMANAGER,
        GRAFANA
    }

    /** Of one alert, not of its group. */
    enum Status {
        FIRING,
        RESOLVED
    }

    Alert {
        labels = Map.copyOf(labels);
    }
}
