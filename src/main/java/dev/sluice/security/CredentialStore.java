package dev.sluice.security;

import dev.sluice.security.Credential.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Credentials in PostgreSQL, with a short memory of the good ones, so that a busy caller does not cost a query per request.
 *
 * <p>What was looked up before a revocation is never remembered after it: each revocation begins a new generation.
 */
@Singleton
class CredentialStore implements Credentials {

    private static final int REMEMBERED = 10_000;
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private final Mutiny.SessionFactory sessions;
    private final OwnContext context;
    private final Clock clock;
    private final Duration cacheFor;

    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();

    private record Remembered(Credential credential, Instant until) {}

    CredentialStore(Mutiny.SessionFactory sessions, OwnContext context, Clock clock, SecurityConfig config) {
        this.sessions = sessions;
        this.context = context;
        this.clock = clock;
        this.cacheFor = config.cacheFor();
        if (cacheFor.isNegative() || cacheFor.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "sluice.security.cache-for is " + cacheFor + ": it must be from 0s to 1m, so that revoking works");
        }
    }

    @Override
    public Uni<String> issue(String subject, Set<String> roles, Optional<Duration> ttl) {
        return issue(subject.startsWith("agent:") ? Kind.AGENT : Kind.TOKEN, subject, roles, ttl);
    }

    Uni<String> issue(Kind kind, String subject, Set<String> roles, Optional<Duration> ttl) {
        return Uni.createFrom().deferred(() -> inTransaction(session -> issueIn(session, kind, subject, roles, ttl)));
    }

    /** As {@link #issue}, in the caller's transaction. */
    Uni<String> issueIn(Mutiny.Session session, Kind kind, String subject, Set<String> roles, Optional<Duration> ttl) {
        check(subject, roles, ttl);
        var secret = Secret.make();
        var now = clock.instant();
        var row = CredentialRow.of(subject, kind, roles, Secret.hash(secret), now, ttl.map(now::plus));
        return session.persist(row).replaceWith(secret);
    }

    @Override
    public Uni<Issued> issue(Order order) {
        return Uni.createFrom().deferred(() -> {
            check(order.subject(), order.roles(), Optional.of(order.ttl()));
            var secret = Secret.make();
            var now = clock.instant();
            var row = CredentialRow.of(
                    order.subject(),
                    Kind.TOKEN,
                    order.roles(),
                    Secret.hash(secret),
                    now,
                    Optional.of(now.plus(order.ttl())));
            row.name = order.name();
            row.issuedBy = order.issuedBy();
            return inTransaction(session -> actAs(session, order.issuedBy()).chain(() -> session.persist(row)))
                    .map(done -> new Issued(secret, row.credential()));
        });
    }

    @Override
    public Uni<String> issueSuccessor(String subject, Set<String> roles, Optional<Duration> ttl) {
        return Uni.createFrom().deferred(() -> {
            check(subject, roles, ttl);
            var secret = Secret.make();
            var now = clock.instant();
            var row = CredentialRow.of(subject, Kind.AGENT, roles, Secret.hash(secret), now, ttl.map(now::plus));
            return inTransaction(session -> session.createMutationQuery("""
                            update CredentialRow set revokedAt = :now
                            where subject = :subject and kind = :kind and lastUsedAt is null and revokedAt is null""")
                            .setParameter("now", now)
                            .setParameter("subject", subject)
                            .setParameter("kind", Kind.AGENT)
                            .executeUpdate()
                            .chain(() -> session.persist(row)))
                    .invoke(this::forget)
                    .replaceWith(secret);
        });
    }

    @Override
    public Uni<List<Credential>> agents() {
        var now = clock.instant();
        return inTransaction(session -> session.createSelectionQuery(
                        "from CredentialRow where revokedAt is null and kind = :kind", CredentialRow.class)
                .setParameter("kind", Kind.AGENT)
                .getResultList()
                .map(rows -> rows.stream()
                        .filter(row -> row.goodAt(now))
                        .map(CredentialRow::credential)
                        .toList()));
    }

    @Override
    public Uni<Set<String>> shutOutSince(Instant since) {
        return inTransaction(session -> session.createSelectionQuery("""
                        select distinct lost.subject from CredentialRow lost
                        where lost.kind = :kind and lost.revokedAt > :since and not exists (
                            select 1 from CredentialRow good
                            where good.subject = lost.subject and good.kind = :kind and good.revokedAt is null)""", String.class)
                .setParameter("kind", Kind.AGENT)
                .setParameter("since", since)
                .getResultList()
                .map(Set::copyOf));
    }

    /** Why a secret is no good; to be asked after {@link #verify} has said that it is not. */
    Uni<Refusal> refusal(String secret) {
        if (!Secret.looksRight(secret)) {
            return Uni.createFrom().item(Refusal.UNKNOWN);
        }
        return inTransaction(session -> session.createSelectionQuery(
                        "from CredentialRow where secretHash = :hash", CredentialRow.class)
                .setParameter("hash", Secret.hash(secret))
                .getSingleResultOrNull()
                .map(row -> row == null ? Refusal.UNKNOWN : row.revokedAt != null ? Refusal.REVOKED : Refusal.EXPIRED));
    }

    @Override
    public Uni<Optional<Credential>> verify(String secret) {
        return find(secret, Set.of(Kind.TOKEN, Kind.AGENT));
    }

    /** The credential of a browser's cookie. */
    Uni<Optional<Credential>> verifySession(String secret) {
        return find(secret, Set.of(Kind.SESSION));
    }

    @Override
    public Uni<Optional<Credential>> redeem(String code) {
        if (!Secret.looksRight(code)) {
            return Uni.createFrom().item(Optional.empty());
        }
        var now = clock.instant();
        return inTransaction(session -> matching(session, "secretHash", Secret.hash(code))
                // The second of two waits here for the first, and then finds it revoked.
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row)
                        .filter(r -> r.kind == Kind.SIGN_IN && r.goodAt(now))
                        .map(r -> {
                            r.revokedAt = now;
                            return used(r, now);
                        })));
    }

    @Override
    public Uni<Void> revoke(String subject) {
        return revokeWhere("subject", subject);
    }

    @Override
    public Uni<Void> revoke(long id, String actor) {
        var now = clock.instant();
        return inTransaction(session -> actAs(session, actor)
                        .chain(() -> matching(session, "id", id).getResultList())
                        .invoke(rows -> rows.forEach(row -> row.revokedAt = now)))
                .invoke(this::forget)
                .replaceWithVoid();
    }

    /** Revokes a subject's credentials of some kinds, in the caller's transaction; {@link #forget} is to follow it. */
    Uni<Void> revokeIn(Mutiny.Session session, String subject, Set<Kind> kinds) {
        return matching(session, "subject", subject)
                .getResultList()
                .invoke(rows -> rows.stream()
                        .filter(row -> kinds.contains(row.kind))
                        .forEach(row -> row.revokedAt = clock.instant()))
                .replaceWithVoid();
    }

    /** Revokes a subject's tokens that have another role than these; {@link #forget} is to follow it. */
    Uni<Void> revokeBeyond(Mutiny.Session session, String subject, Set<String> roles) {
        return matching(session, "subject", subject)
                .getResultList()
                .invoke(rows -> rows.stream()
                        .filter(row -> !roles.containsAll(row.credential().roles()))
                        .forEach(row -> row.revokedAt = clock.instant()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Credential>> find(long id) {
        var now = clock.instant();
        return inTransaction(session -> matching(session, "id", id)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).filter(r -> r.goodAt(now)).map(CredentialRow::credential)));
    }

    /** Whom the audit trail is to name for what this transaction changes. */
    static Uni<Void> actAs(Mutiny.Session session, String actor) {
        return session.createNativeQuery("select set_config('sluice.actor', :actor, true)", String.class)
                .setParameter("actor", actor)
                .getSingleResult()
                .replaceWithVoid();
    }

    @Override
    public Uni<List<Credential>> list() {
        var now = clock.instant();
        return inTransaction(session -> session.createSelectionQuery(
                        "from CredentialRow where revokedAt is null and kind <> :signIn"
                                + " and (expiresAt is null or expiresAt > :now) order by subject, id",
                        CredentialRow.class)
                .setParameter("signIn", Kind.SIGN_IN)
                .setParameter("now", now)
                .getResultList()
                .map(rows -> rows.stream().map(CredentialRow::credential).toList()));
    }

    /** Revokes the one credential with this secret; fine when there is none. */
    Uni<Void> revokeSecret(String secret) {
        return revokeWhere("secretHash", Secret.hash(secret));
    }

    private Uni<Void> revokeWhere(String field, Object value) {
        var now = clock.instant();
        return inTransaction(session -> matching(session, field, value)
                        .getResultList()
                        .invoke(rows -> rows.forEach(row -> row.revokedAt = now)))
                .invoke(this::forget)
                .replaceWithVoid();
    }

    private static Mutiny.SelectionQuery<CredentialRow> matching(Mutiny.Session session, String field, Object value) {
        return session.createSelectionQuery(
                        "from CredentialRow where revokedAt is null and " + field + " = :value", CredentialRow.class)
                .setParameter("value", value);
    }

    void forget() {
        generation.incrementAndGet();
        remembered.clear();
    }

    private Uni<Optional<Credential>> find(String secret, Set<Kind> kinds) {
        if (!Secret.looksRight(secret)) {
            return Uni.createFrom().item(Optional.empty());
        }
        var hash = Secret.hash(secret);
        var now = clock.instant();
        var known = remembered.get(hash);
        var answer = known != null && now.isBefore(known.until())
                ? Uni.createFrom().item(Optional.of(known.credential()))
                : lookUp(hash, now);
        return answer.map(found -> found.filter(credential -> kinds.contains(credential.kind())));
    }

    private Uni<Optional<Credential>> lookUp(String hash, Instant now) {
        var before = generation.get();
        return inTransaction(session -> matching(session, "secretHash", hash)
                        .getSingleResultOrNull()
                        .chain(row -> row != null && row.goodAt(now)
                                ? use(session, row, now).map(Optional::of)
                                : Uni.createFrom().item(Optional.<Used>empty())))
                .invoke(found -> found.filter(Used::inPlaceOfOthers).ifPresent(used -> forget()))
                .map(found -> found.map(Used::credential))
                .invoke(found -> found.ifPresent(credential -> remember(hash, credential, now, before)));
    }

    private record Used(Credential credential, boolean inPlaceOfOthers) {}

    private Uni<Used> use(Mutiny.Session session, CredentialRow row, Instant now) {
        boolean successor = row.kind == Kind.AGENT && row.lastUsedAt == null;
        Uni<Integer> others =
                successor ? succeed(session, row, now) : Uni.createFrom().item(0);
        return others.map(voided -> new Used(used(row, now), voided > 0));
    }

    /** The first use of an agent's credential makes those before it void. */
    private static Uni<Integer> succeed(Mutiny.Session session, CredentialRow row, Instant now) {
        return session.createMutationQuery("""
                        update CredentialRow set revokedAt = :now
                        where subject = :subject and kind = :kind and id < :id and revokedAt is null""")
                .setParameter("now", now)
                .setParameter("subject", row.subject)
                .setParameter("kind", Kind.AGENT)
                .setParameter("id", row.id)
                .executeUpdate();
    }

    private static Credential used(CredentialRow row, Instant now) {
        if (row.lastUsedAt == null || row.lastUsedAt.isBefore(now.minus(USE_NOTED_EVERY))) {
            row.lastUsedAt = now;
        }
        return row.credential();
    }

    private void remember(String hash, Credential credential, Instant now, long before) {
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        var until = now.plus(cacheFor);
        remembered.put(
                hash,
                new Remembered(
                        credential,
                        credential
                                .expiresAt()
                                .filter(end -> end.isBefore(until))
                                .orElse(until)));
        if (generation.get() != before) {
            remembered.remove(hash);
        }
    }

    private <T> Uni<T> inTransaction(Function<Mutiny.Session, Uni<T>> work) {
        return context.run(() -> sessions.withTransaction(work));
    }

    private static void check(String subject, Set<String> roles, Optional<Duration> ttl) {
        if (subject.isBlank() || subject.length() > 300) {
            throw new IllegalArgumentException("credential: the subject must have 1 to 300 characters");
        }
        if (roles.isEmpty() || !Roles.ALL.containsAll(roles)) {
            throw new IllegalArgumentException(
                    "credential for " + subject + ": roles must be some of " + Roles.ALL + ", got " + roles);
        }
        if (ttl.filter(t -> t.isNegative() || t.isZero()).isPresent()) {
            throw new IllegalArgumentException("credential for " + subject + ": the lifetime must be above 0");
        }
    }
}
