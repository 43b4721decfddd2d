package dev.sluice.moving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a node goes that has left its donor.
 *
 * @param cause why it does not go on to the taker; empty exactly when it does
 * @param taken whether its worker for the taker was started, so that the taker may know the node
 */
record Heading(Goal goal, Optional<Fault> cause, boolean taken) {

    /** The three places a released node can go to, in the order in which they are tried. */
    enum Goal {
        TAKER,
        DONOR,
        RESERVOIR
    }

    static final Heading THERE = new Heading(Goal.TAKER, Optional.empty(), false);

    Heading {
        if (cause.isEmpty() != (goal == Goal.TAKER)) {
            throw new IllegalArgumentException("heading " + goal + ": a cause is given exactly for a way back");
        }
    }

    boolean isThere() {
        return goal == Goal.TAKER;
    }

    Heading back(Fault why, boolean takerMayKnowIt) {
        return new Heading(Goal.DONOR, Optional.of(why), taken || takerMayKnowIt);
    }

    Heading aside(Fault why) {
        Fault first = cause.orElse(why);
        Fault both = first.equals(why) || first.sentence().equals(why.sentence())
                ? first
                : new Fault(first.code(), first.sentence() + " Then, on the way back: " + why.sentence());
        return new Heading(Goal.RESERVOIR, Optional.of(both), taken);
    }

    /** The framework that is to hold the node; empty for the reservoir. */
    Optional<Route.End> goal(Route route) {
        return switch (goal) {
            case TAKER -> route.to();
            case DONOR -> route.from();
            case RESERVOIR -> Optional.empty();
        };
    }

    /** The framework whose worker may run on it: the one that it turned away from, or the donor. */
    Optional<Route.End> leaving(Route route) {
        return goal == Goal.DONOR && taken ? route.to() : route.from();
    }

    /** The frameworks that must say that the node is gone before it may go there. */
    List<Route.End> left(Route route) {
        List<Route.End> left = new ArrayList<>();
        if (goal != Goal.DONOR) {
            route.from().ifPresent(left::add);
        }
        if (goal != Goal.TAKER && taken) {
            route.to().ifPresent(left::add);
        }
        return List.copyOf(left);
    }
}
