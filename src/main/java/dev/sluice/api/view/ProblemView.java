package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem body, {@code application/problem+json}.
 *
 * @param type a relative reference, {@code /problems/<code>}
 * @param code stable, for programs
 * @param detail one sentence for people that names the thing, the rule and the way out
 */
public record ProblemView(
        String type,
        String title,
        int status,
        String code,
        String detail,
        @Nullable String instance) {}
