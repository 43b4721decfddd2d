package dev.sluice.leading;

/** A write was refused because its term is over; nothing of it was kept. */
public final class Deposed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Deposed(Term term) {
        super("Another server has taken over since " + term + "; what this one still wanted to write was refused.");
    }
}
