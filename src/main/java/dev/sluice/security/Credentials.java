package dev.sluice.security;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Bearer credentials: issued once, checked at every call, revoked at once. Callable from any thread; blocks none. */
public interface Credentials {

    /**
     * Makes a credential and answers with its secret, {@code slc_} and 43 URL-safe characters, which cannot be had again.
     *
     * <p>A subject {@code agent:<node>} gets one of kind {@link Credential.Kind#AGENT}, every other a
     * {@link Credential.Kind#TOKEN}.
     *
     * @param roles of {@link Roles}; an unknown one fails with {@code IllegalArgumentException}
     * @param ttl empty: until it is revoked
     */
    Uni<String> issue(String subject, Set<String> roles, Optional<Duration> ttl);

    /**
     * A token to be made.
     *
     * @param subject whom it speaks for: a user, or a service
     * @param name what it is called
     * @param issuedBy who makes it
     */
    record Order(String subject, Set<String> roles, Duration ttl, String name, String issuedBy) {

        public Order {
            roles = Set.copyOf(roles);
        }
    }

    /** A credential and its secret, which is shown once. */
    record Issued(String secret, Credential credential) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Issued[" + credential + "]";
        }
    }

    /** As {@link #issue(String, Set, Optional)}, for a token that has a name and somebody who made it. */
    Uni<Issued> issue(Order order);

    /**
     * As {@link #issue}, in place of one that the subject {@code agent:<node>} has: the old one stays good until this one is
     * first used. A successor that was never used is void from now on.
     */
    Uni<String> issueSuccessor(String subject, Set<String> roles, Optional<Duration> ttl);

    /** Every agent's credential that is good now. */
    Uni<List<Credential>> agents();

    /** The subjects {@code agent:<node>} that have lost a credential since then and have none that is good. */
    Uni<Set<String>> shutOutSince(Instant since);

    /** The token or agent credential with this secret; empty when there is none, or it is revoked or expired. */
    Uni<Optional<Credential>> verify(String secret);

    /** Uses up the code of a sign-in link: of two that race with the same one, one gets it and the other nothing. */
    Uni<Optional<Credential>> redeem(String code);

    /** Revokes every credential of the subject, of every kind. In this process it holds from the answer on. */
    Uni<Void> revoke(String subject);

    /** Revokes one credential; fine when there is none. In this process it holds from the answer on. */
    Uni<Void> revoke(long id, String actor);

    /** One credential that is good now, whatever its kind. */
    Uni<Optional<Credential>> find(long id);

    /** Every credential that is good now, by subject, sign-in links left out. */
    Uni<List<Credential>> list();
}
