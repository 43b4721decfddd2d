package dev.sluice.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record of the chain.
 *
 * @param number from 1, without gaps
 * @param at to the microsecond
 * @param act what was done, for example {@code suggestion.approved} or {@code request}
 * @param subject what it was done to, for example {@code s-12}
 * @param origin the address that it came from; empty for what came from nowhere outside
 * @param before what was there and changed, the text of a JSON object
 * @param after what is there now instead
 * @param previous the hash of the record before it
 */
public record AuditRecord(
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
        String hash) {}
