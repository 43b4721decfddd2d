package dev.sluice.alerting;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Grafana's signature of a webhook body: HMAC-SHA256 in lower-case hex, over the body or over {@code <unix seconds>:<body>}.
 *
 * @param stampHeader the header with the time, which is asked for then; empty when the body alone is signed
 * @param tolerance how far that time may be from ours
 * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">webhook
 *     notifier</a>
 */
record Signature(byte[] secret, String header, Optional<String> stampHeader, Duration tolerance) {

    private static final String ALGORITHM = "HmacSHA256";

    /** Whether it is the body's, and not an old one that somebody sends again. */
    boolean holds(@Nullable String signature, @Nullable String stamp, byte[] body, Instant now) {
        if (signature == null || (stampHeader.isPresent() && !fresh(stamp, now))) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            if (stampHeader.isPresent()) {
                mac.update((stamp + ":").getBytes(StandardCharsets.UTF_8));
            }
            // In constant time.
            return MessageDigest.isEqual(
                    HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.US_ASCII),
                    signature.strip().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    private boolean fresh(@Nullable String stamp, Instant now) {
        if (stamp == null || !stamp.matches("[0-9]{1,12}")) {
            return false;
        }
        Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(stamp)), now);
        return apart.abs().compareTo(tolerance) <= 0;
    }
}
