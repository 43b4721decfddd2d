package dev.sluice.api.view;

import java.time.Instant;

/** A one-time sign-in link; it is a secret until it has been used. */
public record SignInLinkView(String url, Instant expiresAt) {}
