package dev.sluice.api.view;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/login}.
 *
 * @param code of a one-time sign-in link; required
 * @param name what the token is to be called, for example the machine's name; required
 */
public record LoginRequest(@Nullable String code, @Nullable String name) {

    /** Without the code. */
    @Override
    public String toString() {
        return "LoginRequest[" + name + "]";
    }
}
