package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /api/users/{name}/role}.
 *
 * @param role viewer, operator or admin; required
 */
public record RoleRequest(@Nullable String role) {}
