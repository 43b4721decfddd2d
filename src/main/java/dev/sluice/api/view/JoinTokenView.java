package dev.sluice.api.view;

import java.time.Instant;

/** A one-time join token; it is a secret until it has been used. */
public record JoinTokenView(String token, String node, Instant expiresAt) {}
