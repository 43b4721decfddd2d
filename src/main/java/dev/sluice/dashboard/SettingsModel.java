package dev.sluice.dashboard;

import dev.sluice.api.view.StatusView.HealthView;
import dev.sluice.security.Credential;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * @param access every credential that is good; empty for those who may not see them
 * @param secret of the token that was just made, shown this once; null otherwise
 */
public record SettingsModel(
        HealthView health, List<Access> access, @Nullable String secret) {

    /** One credential. */
    public record Access(
            long id,
            String subject,
            String kind,
            String roles,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        static Access of(Credential credential) {
            return new Access(
                    credential.id(),
                    credential.subject(),
                    PageWords.lower(credential.kind().name()),
                    String.join(", ", new TreeSet<>(credential.roles())),
                    credential.createdAt(),
                    credential.expiresAt().orElse(null),
                    credential.lastUsedAt().orElse(null));
        }
    }

    public List<String> roles() {
        return List.of("viewer", "operator", "admin", "sender");
    }

    public List<String> themes() {
        return List.of("system", "light", "dark");
    }

    public List<String> densities() {
        return List.of("comfortable", "compact");
    }
}
