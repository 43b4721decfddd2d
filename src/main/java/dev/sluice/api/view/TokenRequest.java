package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/tokens}.
 *
 * @param name what it is called, 1 to 100 characters; required
 * @param role viewer, operator, admin or sender, and at most the caller's own; required
 * @param days for how long it is good, 1 to 3650; required
 * @param service whom it speaks for where that is not the caller but a program; admins only
 */
public record TokenRequest(
        @Nullable String name,
        @Nullable String role,
        @Nullable Integer days,
        @Nullable String service) {}
