package dev.sluice.agent.node;

import java.util.Optional;

/**
 * What the server wants of this node.
 *
 * @param role the framework whose worker is to run; empty for none
 * @param prepare without a role: the framework that the node is to be made ready for, and its worker not started yet
 * @param epoch of the ledger claim behind it; 0 before the first wish
 * @param revision its place among the wishes under one epoch
 */
record Wish(Optional<String> role, Optional<String> prepare, long epoch, long revision) {

    static final Wish NONE = new Wish(Optional.empty(), 0);

    Wish {
        if (epoch < 0 || revision < 0) {
            throw new IllegalArgumentException(
                    "epoch and revision must be 0 or more, got " + epoch + " and " + revision);
        }
        if (role.isPresent() && prepare.isPresent()) {
            throw new IllegalArgumentException("role and prepare must not both be there");
        }
    }

    /** The first under its epoch. */
    Wish(Optional<String> role, long epoch) {
        this(role, Optional.empty(), epoch, 0);
    }

    /** Whether {@code other} was wished after this. */
    boolean isOlderThan(Wish other) {
        return epoch < other.epoch || (epoch == other.epoch && revision < other.revision);
    }

    String toJson() {
        return Json.write(Json.fields("role", role, "prepare", prepare, "epoch", epoch, "revision", revision));
    }

    /**
     * @throws IllegalArgumentException when the fields are not there or are of another kind
     */
    static Wish of(Json.Obj json) {
        return new Wish(json.text("role"), json.text("prepare"), json.whole("epoch"), json.wholeOr("revision", 0));
    }
}
