package dev.sluice.alerting;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What alerts may hint at. */
@ConfigMapping(prefix = "sluice.alerting")
public interface AlertingConfig {

    /** How often alerts that have come in are looked at. */
    @WithDefault("1s")
    Duration period();

    /** How long an episode is kept after it was last heard of. */
    @WithDefault("30d")
    Duration keep();

    /** The largest body that is taken. */
    @WithDefault("4M")
    MemorySize maxBody();

    /** So many deliveries may be on their way into the database at once; one more is told to come back. */
    @WithDefault("64")
    int maxPending();

    /** When so much fires at once that nothing may be done by itself. */
    Storm storm();

    /** When so much fires at once that nothing may be done by itself. */
    interface Storm {

        /** More new episodes than this within a minute make automatic mode wait for approval. */
        @WithDefault("100")
        int episodes();

        /** It is over after so long without another such minute. */
        @WithDefault("10m")
        Duration rest();
    }

    /** How Grafana signs what it sends. */
    Grafana grafana();

    /** How Grafana signs what it sends. */
    interface Grafana {

        /** The file with the secret of the contact point's HMAC signature; without it Grafana needs a token. */
        Optional<String> secretFile();

        /** The header with the signature. */
        @WithDefault("X-Grafana-Alerting-Signature")
        String signatureHeader();

        /** The header with the time, where the contact point names one; then it must be there. */
        Optional<String> timestampHeader();

        /** How far that time may be from this server's. */
        @WithDefault("5m")
        Duration tolerance();
    }

    /** What alerts hint at, by a name of their own; of several that match, the first by name counts. */
    Map<String, Policy> policies();

    /** What some alerts hint at. */
    interface Policy {

        /** A label that the alert must carry with this value; {@code *} is any value. */
        Map<String, String> match();

        /** Whom it is about; else give framework-label. */
        Optional<String> framework();

        /** The alert's label that names whom it is about. */
        Optional<String> frameworkLabel();

        /** raise (it should have more nodes), hold (it should give none) or freeze (it should be left alone). */
        Action action();

        /** With raise: how many times the nodes that it had when the alert came in, rounded up; above 1, at most 4. */
        @WithDefault("1.25")
        double raise();

        /** With raise: no more nodes than this; its cap when absent. */
        OptionalInt most();

        /** How long after a hint began another one for the same framework may begin. */
        @WithDefault("15m")
        Duration holdOff();

        /** How long a hint lasts at most, should the alert never be resolved. */
        @WithDefault("1h")
        Duration expiry();
    }
}
