package dev.sluice.alerting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * The signature of a webhook body, as Grafana's: HMAC-SHA256 in lower-case hex, over the body or over
 * {@code <unix seconds>:<body>}.
 *
 * @param stampHeader the header with the time, which is asked for then; empty when the body alone is signed
 * @param tolerance how far that time may be from ours
 * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">webhook
 *     notifier</a>
 */
public record Signature(byte[] secret, String header, Optional<String> stampHeader, Duration tolerance) {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_SECRET = 16;

    /** Whether it is the body's, and not an old one that somebody sends again. */
    boolean holds(@Nullable String signature, @Nullable String stamp, byte[] body, Instant now) {
        if (signature == null || (stampHeader.isPresent() && !fresh(stamp, now))) {
            return false;
        }
        // In constant time.
        return MessageDigest.isEqual(
                of(secret, stampHeader.isPresent() ? Optional.ofNullable(stamp) : Optional.empty(), body)
                        .getBytes(StandardCharsets.US_ASCII),
                signature.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** @param stamp unix seconds, to be signed with the body; empty when the body alone is */
    public static String of(byte[] secret, Optional<String> stamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            stamp.ifPresent(seconds -> mac.update((seconds + ":").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /**
     * The secret in a file.
     *
     * @param key of the configuration that names the file
     * @throws IllegalArgumentException naming the key when the file cannot be read or holds too little
     */
    public static byte[] secret(String key, Path file) {
        String named = key + "=" + file;
        try {
            String secret = Files.readString(file).strip();
            if (secret.length() < LEAST_SECRET) {
                throw new IllegalArgumentException(
                        named + ": the secret must have " + LEAST_SECRET + " characters or more");
            }
            return secret.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(named + ": cannot be read (" + e.getMessage() + ")", e);
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
