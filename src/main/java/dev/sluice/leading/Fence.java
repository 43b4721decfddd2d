package dev.sluice.leading;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The parts of a SQL statement that let it write under one term only: {@code WITH} stands before it, and {@code FROM} is what
 * an update or an {@code insert … select} takes a row from. Where the term is over there is no such row, and nothing is
 * written. Where it is not, the row stays locked until the transaction ends, and a take-over waits for that; so a transaction
 * whose server hangs in the middle is ended by PostgreSQL after five seconds.
 */
public final class Fence {

    /** The name of the parameter that takes {@link Term#number()}. */
    public static final String TERM = "term";

    public static final String WITH =
            "with current_term as (select term, set_config('idle_in_transaction_session_timeout', '5s', true)"
                    + " from leadership where term = :term for key share)\n";

    public static final String FROM = "from current_term\n";

    private Fence() {}

    /** Fails with {@link Deposed} when {@code term} is over; for a statement that wrote nothing, to tell why. */
    public static Uni<Void> check(Mutiny.StatelessSession session, Term term) {
        return session.createNativeQuery("select term from leadership", Long.class)
                .getSingleResult()
                .chain(current -> current == term.number()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(new Deposed(term)));
    }
}
