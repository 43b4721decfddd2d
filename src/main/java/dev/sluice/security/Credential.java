package dev.sluice.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A credential that was good when it was looked up. Its secret is not here, nor anywhere: only its SHA-256 is stored.
 *
 * @param subject who it speaks for, the actor in every record: {@code local}, {@code agent:node-1}, a person's name
 * @param roles as granted, see {@link Roles#including(Set)} for what they include
 * @param name what it is called by the one who made it; empty for what has no name
 * @param issuedBy who made it, where somebody did
 * @param expiresAt empty when it lasts until it is revoked
 */
public record Credential(
        long id,
        String subject,
        Kind kind,
        Set<String> roles,
        String name,
        Optional<String> issuedBy,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {

    /** What a credential is good for. */
    public enum Kind {
        /** A program's bearer token. */
        TOKEN,
        /** A node agent's bearer token. */
        AGENT,
        /** A browser's cookie. */
        SESSION,
        /** The code in a one-time sign-in link; good for a session, once. */
        SIGN_IN
    }

    public Credential {
        roles = Set.copyOf(roles);
    }
}
