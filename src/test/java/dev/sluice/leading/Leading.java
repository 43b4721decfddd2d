package dev.sluice.leading;

import java.time.Instant;

/** A server that leads for ever. */
public record Leading(String self, Term term) implements Leadership {

    @Override
    public Standing standing() {
        return new Standing.Leads(term, Instant.EPOCH);
    }

    @Override
    public boolean holds(Term asked) {
        return term.equals(asked);
    }
}
