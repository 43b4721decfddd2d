package dev.sluice.api.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/operations}.
 *
 * @param from framework id; null for the reservoir
 * @param to framework id; null for the reservoir
 * @param count how many nodes, chosen by Sluice; or
 * @param nodes which ones; exactly one of the two is given
 * @param reason why, required
 * @param dryRun default true: answer with the plan and touch nothing
 */
public record MoveRequest(
        @Nullable String from,
        @Nullable String to,
        @Nullable Integer count,
        @Nullable List<String> nodes,
        @Nullable String reason,
        @Nullable Boolean dryRun) {}
