package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * How long the drains of a plan are expected to take, by what drains of the same donor took before.
 *
 * @param drains how many past drains are known
 * @param usualSeconds of one node, the median; null while too few are known
 * @param slowSeconds of one node, one in ten took longer; null while too few are known
 * @param allSeconds of all nodes of the plan, roughly; null while too few are known
 * @param sentence the same in words
 */
public record DrainView(
        int drains,
        @Nullable Double usualSeconds,
        @Nullable Double slowSeconds,
        @Nullable Double allSeconds,
        String sentence) {}
