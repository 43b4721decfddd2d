package dev.sluice.security;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who may sign in with a password.
 *
 * @param role viewer, operator or admin
 * @param disabledAt empty when they may sign in
 */
public record User(
        String name,
        String role,
        Instant createdAt,
        String createdBy,
        Instant passwordAt,
        Optional<Instant> disabledAt) {}
