/**
 * Who is calling and what they may do: credentials, sign-in links, sessions.
 *
 * <p>Invariant: a secret is stored only as its SHA-256, and never logged.
 */
@NullMarked
package dev.sluice.security;

import org.jspecify.annotations.NullMarked;
