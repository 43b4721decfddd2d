package dev.sluice.agent.node;

import java.util.Optional;

/**
 * What the server wants this node to run.
 *
 * @param role the framework; empty for none
 * @param epoch of the ledger claim behind it; 0 before the first wish
 */
record Wish(Optional<String> role, long epoch) {

    static final Wish NONE = new Wish(Optional.empty(), 0);

    Wish {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch must be 0 or more, got " + epoch);
        }
    }

    String toJson() {
        return Json.write(Json.fields("role", role, "epoch", epoch));
    }

    /**
     * @throws IllegalArgumentException when the fields are not there or are of another kind
     */
    static Wish of(Json.Obj json) {
        return new Wish(json.text("role"), json.whole("epoch"));
    }
}
