package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /api/users/{name}/password}.
 *
 * @param password the new one; required
 * @param current the present one; required of whoever changes their own
 */
public record PasswordRequest(
        @Nullable String password, @Nullable String current) {

    /** Without the passwords. */
    @Override
    public String toString() {
        return "PasswordRequest[]";
    }
}
