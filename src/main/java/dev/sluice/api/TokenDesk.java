package dev.sluice.api;

import dev.sluice.api.view.NewTokenView;
import dev.sluice.api.view.TokenRequest;
import dev.sluice.api.view.TokenView;
import dev.sluice.security.Credential;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as people and programs see them. Everybody makes their own, with at most their own role; an admin also makes those of
 * programs, and revokes anything. What cannot be done fails with {@link ApiProblem}.
 */
@Singleton
public class TokenDesk {

    static final int LONGEST_DAYS = 3650;
    private static final int NAME_LENGTH = 100;
    private static final Set<String> GIVEN = Set.of(Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN, Roles.SENDER);

    private final Credentials credentials;
    private final Clock clock;

    TokenDesk(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Whoever asks. */
    public record Caller(String subject, Set<String> roles, Optional<Instant> until) {

        public static Caller of(SecurityIdentity identity) {
            Long end = identity.getAttribute("quarkus.identity.expire-time");
            var session = "SESSION".equals(String.valueOf(identity.<Object>getAttribute("sluice.kind")));
            return new Caller(
                    identity.getPrincipal().getName(),
                    Set.copyOf(identity.getRoles()),
                    end == null || session ? Optional.empty() : Optional.of(Instant.ofEpochSecond(end)));
        }

        boolean mayAdmin() {
            return roles.contains(Roles.ADMIN);
        }
    }

    /** What is good now: the caller's own, or for an admin everybody's. */
    public Uni<List<TokenView>> list(Caller caller) {
        return credentials.list().map(all -> all.stream()
                .filter(c -> caller.mayAdmin() || c.subject().equals(caller.subject()))
                .map(TokenDesk::view)
                .toList());
    }

    public Uni<NewTokenView> make(@Nullable TokenRequest body, Caller caller) {
        return Uni.createFrom()
                .deferred(() -> credentials.issue(order(body, caller)))
                .map(issued -> new NewTokenView(issued.secret(), view(issued.credential())));
    }

    private Credentials.Order order(@Nullable TokenRequest body, Caller caller) {
        if (body == null) {
            throw ApiProblem.badRequest("missing-body", "The body is empty; send a JSON object, see /q/openapi.");
        }
        var name = named(body.name());
        var role = role(body.role());
        var days = body.days();
        if (days == null || days < 1 || days > LONGEST_DAYS) {
            throw ApiProblem.badRequest(
                    "bad-days", "'days' is " + days + "; a token is good for 1 to " + LONGEST_DAYS + " days.");
        }
        if (!caller.roles().contains(role) && !caller.mayAdmin()) {
            throw new ApiProblem(
                    403, "beyond-own-role", "A token may not do more than you may, and you are not " + role + ".");
        }
        var ttl = Duration.ofDays(days);
        // Else whoever finds a token that is about to end could go on for ever.
        if (caller.until().filter(end -> clock.instant().plus(ttl).isAfter(end)).isPresent()) {
            throw new ApiProblem(
                    403,
                    "beyond-own-end",
                    "A token cannot make one that outlives it, and yours ends at "
                            + caller.until().get() + "; sign in on the Settings page for a longer one.");
        }
        return new Credentials.Order(subject(body.service(), caller), Set.of(role), ttl, name, caller.subject());
    }

    private static String subject(@Nullable String service, Caller caller) {
        if (service == null || service.isBlank()) {
            return caller.subject();
        }
        if (!caller.mayAdmin()) {
            throw new ApiProblem(403, "admins-only", "A token for a program is made by an admin; leave out 'service'.");
        }
        var subject = service.strip();
        if (subject.length() > NAME_LENGTH || subject.startsWith("agent:") || control(subject)) {
            throw ApiProblem.badRequest(
                    "bad-subject",
                    "'service' is the name of the program: 1 to " + NAME_LENGTH
                            + " characters, not beginning with 'agent:'.");
        }
        return subject;
    }

    /** Revokes what the caller has, or for an admin anything; to others it is unknown. */
    public Uni<Void> revoke(long id, Caller caller) {
        return credentials
                .find(id)
                .map(found -> found.filter(c -> caller.mayAdmin() || c.subject().equals(caller.subject()))
                        .orElseThrow(() -> ApiProblem.notFound(
                                "unknown-token", "You have no token " + id + " that is good; see GET /api/tokens.")))
                .chain(known -> credentials.revoke(id, caller.subject()));
    }

    static String named(@Nullable String name) {
        if (name == null || name.isBlank() || name.strip().length() > NAME_LENGTH || control(name)) {
            throw ApiProblem.badRequest(
                    "bad-name", "'name' says what the token is for: 1 to " + NAME_LENGTH + " characters.");
        }
        return name.strip();
    }

    private static String role(@Nullable String role) {
        if (role == null || !GIVEN.contains(role)) {
            throw ApiProblem.badRequest("bad-role", "'role' is one of viewer, operator, admin and sender.");
        }
        return role;
    }

    private static boolean control(String text) {
        return text.codePoints().anyMatch(Character::isISOControl);
    }

    static TokenView view(Credential credential) {
        return new TokenView(
                credential.id(),
                credential.subject(),
                credential.kind().name(),
                credential.name(),
                List.copyOf(new TreeSet<>(credential.roles())),
                credential.issuedBy().orElse(null),
                credential.createdAt(),
                credential.expiresAt().orElse(null),
                credential.lastUsedAt().orElse(null));
    }
}
