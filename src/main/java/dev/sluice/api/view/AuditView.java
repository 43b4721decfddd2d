package dev.sluice.api.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One record of the audit trail.
 *
 * @param number from 1, without gaps
 * @param at to the microsecond
 * @param act what was done, for example {@code suggestion.approved} or {@code request}
 * @param subject what it was done to, for example {@code s-12}
 * @param origin the address that it came from; empty for what came from nowhere outside
 * @param before what was there and changed: the text of a JSON object, as it was hashed
 * @param after what is there now instead
 * @param previous the hash of the record before it; 64 zeros for the first
 * @param hash SHA-256 in hexadecimal over {@code previous}, number, microseconds since 1970, actor, act, subject, origin,
 *     reason, before and after, each as its length in bytes of UTF-8, a colon and the text; what is null as a dash
 */
public record AuditView(
        long number,
        Instant at,
        String actor,
        String act,
        String subject,
        String origin,
        String reason,
        @Nullable String before,
        @Nullable String after,
        String previous,
        String hash) {

    /** What the first record has as its previous hash. */
    public static final String BEGINNING = "0".repeat(64);

    /** The hash that this record must have, by all it says. */
    public String computed() {
        var canonical = new StringBuilder();
        field(canonical, previous);
        field(canonical, Long.toString(number));
        field(canonical, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)));
        field(canonical, actor);
        field(canonical, act);
        field(canonical, subject);
        field(canonical, origin);
        field(canonical, reason);
        field(canonical, before);
        field(canonical, after);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void field(StringBuilder canonical, @Nullable String value) {
        if (value == null) {
            canonical.append('-');
        } else {
            canonical
                    .append(value.getBytes(StandardCharsets.UTF_8).length)
                    .append(':')
                    .append(value);
        }
    }
}
