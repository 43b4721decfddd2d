package dev.sluice.dashboard;

import dev.sluice.api.view.StatusView.HealthView;
import dev.sluice.api.view.TokenView;
import dev.sluice.security.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param roles that the reader may give to a token, the least first
 * @param ownPassword whether the reader signs in with a password, and so can change it
 * @param tokens everything that is good now: the reader's own, or for an admin everybody's
 * @param users everybody who can sign in with a password; empty for those who may not see them
 * @param secret of the token that was just made, shown this once; null otherwise
 */
public record SettingsModel(
        HealthView health,
        List<String> roles,
        boolean ownPassword,
        List<TokenView> tokens,
        List<User> users,
        @Nullable String secret) {

    public List<String> userRoles() {
        return List.of("viewer", "operator", "admin");
    }

    public List<String> themes() {
        return List.of("system", "light", "dark");
    }

    public List<String> densities() {
        return List.of("comfortable", "compact");
    }
}
