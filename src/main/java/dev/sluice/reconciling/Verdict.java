package dev.sluice.reconciling;

import dev.sluice.fleet.Ownership;

/** What the world says of one node, held against its row in the ledger. */
sealed interface Verdict {

    Ownership row();

    /** All that can be seen agrees with the ledger. */
    record Agrees(Ownership row) implements Verdict {}

    /** It cannot be told now: somebody does not answer, or the row is newer than what was read. */
    record Untold(Ownership row) implements Verdict {}

    /**
     * They do not agree.
     *
     * @param state what the row ought to be in
     * @param sentence why, for people
     */
    record Differs(Ownership row, Ownership.State state, String sentence) implements Verdict {}
}
