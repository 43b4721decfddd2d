package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/users}; all required.
 *
 * @param role viewer, operator or admin
 */
public record NewUserRequest(
        @Nullable String name,
        @Nullable String role,
        @Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "NewUserRequest[" + name + ", " + role + "]";
    }
}
