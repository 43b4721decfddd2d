package dev.sluice.notifying;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.alerting.Signature;
import dev.sluice.driver.HttpCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One receiver: what it has been told, and the telling.
 *
 * <p>It is told what is different from what it acknowledged last, so that nothing is lost to it while it is away and nothing is
 * told twice that it has taken. While it does not take it, it is tried again after ever longer pauses.
 *
 * <p>The body is that of Alertmanager's webhook, version 4, which many programs understand.
 */
final class Webhook {

    private static final Logger LOG = Logger.getLogger(Webhook.class);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Receiver receiver;
    private final HttpCalls calls;

    /** By fingerprint, as acknowledged. */
    private Map<String, Firing> told = Map.of();

    private Instant next = Instant.MIN;
    private volatile Duration pause = Duration.ZERO;

    /**
     * Where to, and by what it may know us.
     *
     * @param secret to sign with
     * @param pages what the paths of links are appended to, may be empty
     */
    record Receiver(
            String name, URI url, Optional<byte[]> secret, Optional<String> token, Duration limit, String pages) {}

    /** A condition that is told, and since when it has been so. */
    record Firing(Condition condition, Instant since) {}

    Webhook(Receiver receiver, HttpCalls calls) {
        this.receiver = receiver;
        this.calls = calls;
    }

    String name() {
        return receiver.name();
    }

    /** Whether it took the last that it was sent. */
    boolean hears() {
        return pause.isZero();
    }

    /** Tells what has changed, unless it is not yet time to try again. Never fails. */
    Uni<Void> tell(Map<String, Firing> now, Instant at) {
        List<ObjectNode> news = new ArrayList<>();
        now.forEach((fingerprint, firing) -> {
            if (!told.containsKey(fingerprint)) {
                news.add(alert(firing, Optional.empty()));
            }
        });
        boolean more = !news.isEmpty();
        told.forEach((fingerprint, firing) -> {
            if (!now.containsKey(fingerprint)) {
                news.add(alert(firing, Optional.of(at)));
            }
        });
        if (news.isEmpty() || at.isBefore(next)) {
            return Uni.createFrom().voidItem();
        }
        return calls.exchange(request(body(news, more), at))
                .map(HttpCalls.Answer::status)
                .onItemOrFailure()
                .invoke((status, failure) -> {
                    if (failure != null) {
                        refused(String.valueOf(failure.getMessage()), at);
                    } else if (status >= 300) {
                        refused(receiver.url() + " answered " + status, at);
                    } else {
                        taken(now);
                    }
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private void taken(Map<String, Firing> now) {
        if (!hears()) {
            LOG.infof("webhook %s takes messages again", receiver.name());
        }
        told = Map.copyOf(now);
        pause = Duration.ZERO;
        next = Instant.MIN;
    }

    private void refused(String why, Instant at) {
        if (hears()) {
            LOG.warnf("webhook %s has not taken a message, it is tried again: %s", receiver.name(), why);
        }
        pause = hears() ? SHORTEST : pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        next = at.plus(pause);
    }

    private HttpCalls.Request request(ObjectNode body, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        receiver.token().ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        receiver.secret().ifPresent(secret -> {
            String stamp = String.valueOf(at.getEpochSecond());
            headers.put("X-Sluice-Timestamp", stamp);
            headers.put(
                    "X-Sluice-Signature",
                    Signature.of(secret, Optional.of(stamp), body.toString().getBytes(StandardCharsets.UTF_8)));
        });
        return new HttpCalls.Request(
                HttpMethod.POST, receiver.url(), headers, Optional.of(body), receiver.limit(), true);
    }

    private ObjectNode body(List<ObjectNode> alerts, boolean firing) {
        ObjectNode body = JSON.objectNode()
                .put("version", "4")
                .put("groupKey", "sluice")
                .put("truncatedAlerts", 0)
                .put("status", firing ? "firing" : "resolved")
                .put("receiver", receiver.name())
                .put("externalURL", receiver.pages());
        body.putObject("groupLabels");
        body.putObject("commonLabels");
        body.putObject("commonAnnotations");
        body.putArray("alerts").addAll(alerts);
        return body;
    }

    private ObjectNode alert(Firing firing, Optional<Instant> end) {
        Condition condition = firing.condition();
        ObjectNode alert = JSON.objectNode().put("status", end.isEmpty() ? "firing" : "resolved");
        ObjectNode labels = alert.putObject("labels").put("alertname", condition.name());
        labels.put("severity", "page");
        condition.labels().forEach(labels::put);
        alert.putObject("annotations").put("summary", condition.summary());
        return alert.put("startsAt", firing.since().toString())
                // Go's zero time, which stands for "not over".
                .put("endsAt", end.map(Instant::toString).orElse("0001-01-01T00:00:00Z"))
                .put("generatorURL", receiver.pages() + condition.path())
                .put("fingerprint", condition.fingerprint());
    }
}
