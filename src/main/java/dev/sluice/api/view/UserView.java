package dev.sluice.api.view;

import java.time.Instant;

/**
 * Somebody who may sign in with a password.
 *
 * @param role viewer, operator or admin
 * @param enabled false when they are shut out
 */
public record UserView(
        String name, String role, boolean enabled, Instant createdAt, String createdBy, Instant passwordAt) {}
