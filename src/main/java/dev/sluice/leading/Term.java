package dev.sluice.leading;

/**
 * The leadership epoch: one leader's time, numbered from 1. Every write of a leader carries it.
 *
 * <p>Not to be confused with the epoch of a node's ledger row, which counts the changes of that one node.
 */
public record Term(long number) implements Comparable<Term> {

    public Term {
        if (number < 1) {
            throw new IllegalArgumentException("term: must be 1 or more, got " + number);
        }
    }

    @Override
    public int compareTo(Term other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "term " + number;
    }
}
