package dev.sluice.leading;

import java.time.Instant;
import java.util.Optional;

/** Who leads, as this server knows it. */
public interface Leadership {

    /** Never blocks. */
    Standing standing();

    /**
     * Whether this server may still believe to lead under {@code term}: no other can do so yet. Worked out from its own clock
     * at each call, so that a process which was stopped for a while knows before it does anything else. Never blocks.
     */
    boolean holds(Term term);

    /** The name of this server among its replicas. */
    String self();

    /** Where this server stands. */
    sealed interface Standing {

        /** Decides and moves, since it took over. */
        record Leads(Term term, Instant since) implements Standing {}

        /** Another one leads; empty when nobody has yet been heard of. */
        record Follows(Optional<Leader> leader) implements Standing {}

        /** The database does not answer, so nobody can be said to lead; this server rests. */
        record Cut(String why) implements Standing {}
    }

    /** Whoever took over last. */
    record Leader(String name, Term term, Instant since) {}
}
