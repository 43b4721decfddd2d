package dev.sluice.cli;

import dev.sluice.api.view.AuditView;
import org.jspecify.annotations.Nullable;

/** The audit trail, record by record: whether each is what it says and follows the one before it. */
final class Chain {

    private final @Nullable String anchor;
    private boolean anchored;
    private long number;
    private String hash = AuditView.BEGINNING;
    private @Nullable String fault;

    /** @param anchor {@code number:hash} of a record that was seen before; null for none */
    Chain(@Nullable String anchor) {
        if (anchor != null && !anchor.matches("[1-9][0-9]{0,17}:[0-9a-f]{64}")) {
            throw new Fault(
                    Fault.USAGE,
                    "--anchor is '" + anchor + "'; it must be a number, a colon and 64 hexadecimal digits.");
        }
        this.anchor = anchor;
    }

    void add(AuditView record) {
        if (fault != null) {
            return;
        }
        if (record.number() != number + 1) {
            fault = record.number() > number
                    ? "Record " + (number + 1) + " is missing: after " + number + " comes " + record.number() + "."
                    : "Record " + record.number() + " stands after " + number + ", where " + (number + 1) + " belongs.";
        } else if (!record.previous().equals(hash)) {
            fault = "Record " + record.number() + " does not follow record " + number
                    + ": it was made after another one than that.";
        } else if (!record.computed().equals(record.hash())) {
            fault = "Record " + record.number() + " is not what it was: its hash does not fit what it says ("
                    + record.at() + ", " + record.actor() + ", " + record.act() + " " + record.subject() + ").";
        } else if (anchor != null && anchor.startsWith(record.number() + ":")) {
            anchored = anchor.endsWith(":" + record.hash());
            if (!anchored) {
                fault = "Record " + record.number() + " is another one than it was: the chain was made anew before it.";
            }
        }
        number = record.number();
        hash = record.hash();
    }

    /** What is wrong with the whole chain; null when nothing is. */
    @Nullable
    String end() {
        if (fault == null && anchor != null && !anchored) {
            return "The chain ends at record " + number
                    + ", and the one that --anchor names came later: its end was cut off.";
        }
        return fault;
    }

    @Nullable
    String fault() {
        return fault;
    }

    long number() {
        return number;
    }

    String hash() {
        return hash;
    }
}
