package dev.sluice.security;

import dev.sluice.api.ApiProblem;
import dev.sluice.security.Credential.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The users: who may sign in with a password, and as what. What cannot be done fails with {@link ApiProblem}.
 *
 * <p>Invariant: a session never outlives the right that it was given by. A user's row is locked while a session is made and
 * while the user is changed, and every change that takes something away ends the sessions in the same transaction.
 */
@Singleton
public class Users {

    private final CredentialStore credentials;
    private final Passwords passwords;
    private final Mutiny.SessionFactory sessions;
    private final OwnContext context;
    private final Clock clock;

    Users(
            CredentialStore credentials,
            Passwords passwords,
            Mutiny.SessionFactory sessions,
            OwnContext context,
            Clock clock) {
        this.credentials = credentials;
        this.passwords = passwords;
        this.sessions = sessions;
        this.context = context;
        this.clock = clock;
    }

    /** Everybody, by name. */
    public Uni<List<User>> all() {
        return inTransaction(session -> session.createSelectionQuery("from UserRow order by name", UserRow.class)
                .getResultList()
                .map(rows -> rows.stream().map(UserRow::user).toList()));
    }

    public Uni<User> add(@Nullable String name, @Nullable String role, @Nullable String password, String actor) {
        return Uni.createFrom().deferred(() -> {
            var row = new UserRow();
            row.name = UserRules.name(name);
            row.role = UserRules.role(role);
            row.createdBy = actor;
            var good = UserRules.password(row.name, password);
            return passwords.hash(good).chain(hash -> {
                row.passwordHash = hash;
                row.createdAt = clock.instant();
                row.passwordAt = row.createdAt;
                return inTransaction(session -> CredentialStore.actAs(session, actor)
                                .chain(() -> session.find(UserRow.class, row.name))
                                .invoke(known -> {
                                    if (known != null) {
                                        throw taken(row.name);
                                    }
                                })
                                .chain(() -> session.persist(row))
                                .replaceWith(row::user))
                        .onFailure(ConstraintViolationException.class)
                        .transform(race -> taken(row.name));
            });
        });
    }

    /** Changes what a user may; ends their sessions, and revokes their tokens that may more than that. */
    public Uni<User> role(String name, @Nullable String role, String actor) {
        return Uni.createFrom().deferred(() -> {
            var next = UserRules.role(role);
            return change(
                    name,
                    actor,
                    !Roles.ADMIN.equals(next),
                    session -> credentials
                            .revokeIn(session, name, EnumSet.of(Kind.SESSION, Kind.SIGN_IN))
                            .chain(() -> credentials.revokeBeyond(session, name, Roles.including(Set.of(next)))),
                    row -> row.role = next);
        });
    }

    /** Shuts a user out: no sign-in, and every session and token of theirs is void. */
    public Uni<User> disable(String name, String actor) {
        return change(name, actor, true, ending(name, EnumSet.allOf(Kind.class)), row -> {
            if (row.disabledAt == null) {
                row.disabledAt = clock.instant();
            }
        });
    }

    /** Lets a user sign in again; sessions and tokens do not come back. */
    public Uni<User> enable(String name, String actor) {
        return change(name, actor, false, nothing -> Uni.createFrom().voidItem(), row -> row.disabledAt = null);
    }

    /** Sets a user's password; ends their sessions. */
    public Uni<User> password(String name, @Nullable String password, String actor) {
        return Uni.createFrom()
                .deferred(() -> passwords.hash(UserRules.password(name, password)))
                .chain(hash -> change(name, actor, false, ending(name, EnumSet.of(Kind.SESSION, Kind.SIGN_IN)), row -> {
                    row.passwordHash = hash;
                    row.passwordAt = clock.instant();
                }));
    }

    /** The same by oneself, who has to know the present one. */
    public Uni<User> ownPassword(String name, @Nullable String current, @Nullable String next) {
        return check(name, current == null ? "" : current)
                .invoke(found -> {
                    if (found.isEmpty()) {
                        throw new ApiProblem(403, "wrong-password", "The present password is not right.");
                    }
                })
                .chain(() -> password(name, next, name));
    }

    /** Ends every session of the subject, a user or not, and makes its unused sign-in links void. */
    public Uni<Void> signOut(String subject, String actor) {
        if (subject.indexOf('\0') >= 0) {
            return Uni.createFrom().voidItem();
        }
        return inTransaction(session -> CredentialStore.actAs(session, actor)
                        .chain(() -> credentials.revokeIn(session, subject, EnumSet.of(Kind.SESSION, Kind.SIGN_IN))))
                .invoke(credentials::forget)
                .replaceWithVoid();
    }

    /** The secret of a new session; empty where name and password do not belong together, or the user is disabled. */
    Uni<Optional<String>> signIn(String name, String password, Duration lifetime) {
        return check(name, password)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.<String>empty())
                        : inTransaction(session -> locked(session, name).chain(row -> {
                            // Hashing took its time; only what was checked counts.
                            if (row == null || row.disabledAt != null || !row.passwordHash.equals(found.get())) {
                                return Uni.createFrom().item(Optional.<String>empty());
                            }
                            return credentials
                                    .issueIn(session, Kind.SESSION, name, Set.of(row.role), Optional.of(lifetime))
                                    .map(Optional::of);
                        })));
    }

    /** The hash that the password was found to match. */
    private Uni<Optional<String>> check(String name, String password) {
        if (password.length() > 2 * UserRules.LONGEST) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (!UserRules.couldBe(name)) {
            return passwords.matchesNobody(password).replaceWith(Optional.empty());
        }
        return inTransaction(session -> session.find(UserRow.class, name))
                .chain(row -> row == null || row.disabledAt != null
                        ? passwords.matchesNobody(password).replaceWith(Optional.<String>empty())
                        : passwords
                                .matches(password, row.passwordHash)
                                .map(right -> right ? Optional.of(row.passwordHash) : Optional.empty()));
    }

    private Uni<User> change(
            String name,
            String actor,
            boolean losesAdmin,
            Function<Mutiny.Session, Uni<Void>> ending,
            Consumer<UserRow> change) {
        if (!UserRules.couldBe(name)) {
            return Uni.createFrom().failure(unknown(name));
        }
        return inTransaction(session -> CredentialStore.actAs(session, actor)
                        // In one order for all, so that of two admins who take each other's role one is refused.
                        .chain(() -> admins(session))
                        .chain(admins -> locked(session, name).chain(row -> {
                            if (row == null) {
                                throw unknown(name);
                            }
                            if (losesAdmin && admins.equals(List.of(name))) {
                                throw ApiProblem.conflict(
                                        "last-admin",
                                        "'" + name + "' is the only admin who can sign in; make another one first.");
                            }
                            change.accept(row);
                            return ending.apply(session).chain(session::flush).replaceWith(row::user);
                        })))
                .invoke(credentials::forget);
    }

    private Function<Mutiny.Session, Uni<Void>> ending(String name, Set<Kind> kinds) {
        return session -> credentials.revokeIn(session, name, kinds);
    }

    private static Uni<List<String>> admins(Mutiny.Session session) {
        return session.createSelectionQuery(
                        "from UserRow where role = 'admin' and disabledAt is null order by name", UserRow.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .map(rows -> rows.stream().map(row -> row.name).toList());
    }

    private static Uni<@Nullable UserRow> locked(Mutiny.Session session, String name) {
        return session.find(UserRow.class, name, LockModeType.PESSIMISTIC_WRITE);
    }

    private static ApiProblem taken(String name) {
        return ApiProblem.conflict("user-exists", "There is a user '" + name + "' already.");
    }

    private static ApiProblem unknown(String name) {
        return ApiProblem.notFound(
                "unknown-user",
                "There is no user '" + (name.length() <= 80 ? name : name.substring(0, 80) + "…")
                        + "'; ./sluice users lists them.");
    }

    private <T> Uni<T> inTransaction(Function<Mutiny.Session, Uni<T>> work) {
        return context.run(() -> sessions.withTransaction(work));
    }
}
