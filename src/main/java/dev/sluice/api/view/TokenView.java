package dev.sluice.api.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may call with: a token, an agent's credential or a browser's session. Its secret is nowhere.
 *
 * @param subject whom it speaks for
 * @param kind TOKEN, AGENT or SESSION
 * @param name what it is called; empty where it has no name
 * @param issuedBy who made it; null where nobody did
 * @param expiresAt null when it lasts until it is revoked
 * @param lastUsedAt within a minute; null when it was never used
 */
public record TokenView(
        long id,
        String subject,
        String kind,
        String name,
        List<String> roles,
        @Nullable String issuedBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {

    public TokenView {
        roles = List.copyOf(roles);
    }
}
