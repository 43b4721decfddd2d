package dev.sluice.leading;

/** The terms of a database in memory: what a take-over raises, and every write of a leader is checked against. */
public final class Terms {

    private long current;

    /** Somebody takes over. */
    public synchronized Term raise() {
        return new Term(++current);
    }

    public synchronized Term current() {
        return new Term(current);
    }

    /** @throws Deposed when {@code term} is over */
    public synchronized void check(Term term) {
        if (term.number() != current) {
            throw new Deposed(term);
        }
    }
}
