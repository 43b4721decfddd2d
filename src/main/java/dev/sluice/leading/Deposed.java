package dev.sluice.leading;

/** A write was refused, or a call not made, because its term is over; nothing of it happened. */
public final class Deposed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Deposed(Term term) {
        super("Another server may have taken over since " + term + "; what this one was about to do was not done.");
    }
}
