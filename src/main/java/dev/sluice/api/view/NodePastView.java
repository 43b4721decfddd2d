package dev.sluice.api.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a node's history in the ledger.
 *
 * @param epoch grows by one with each entry
 * @param owner framework id; null in the reservoir
 * @param operation that had claimed it; null when none had
 * @param note why, in words; null when the change needs none
 */
public record NodePastView(
        long epoch,
        Instant at,
        @Nullable String owner,
        String state,
        @Nullable String operation,
        @Nullable String note,
        boolean pinned) {}
