package dev.sluice.moving;

import dev.sluice.moving.Control.Kind;
import java.util.EnumSet;
import java.util.Set;

/** What a person may do about a move in a given state: what {@link Turn} will carry out now or soon. Pure. */
final class Possible {

    private Possible() {}

    static Set<Kind> in(MoveState state) {
        return switch (state) {
            case MoveState.Reserved s -> EnumSet.of(Kind.CANCEL, Kind.UNDO);
            case MoveState.Running s -> running(s);
            case MoveState.Stuck s ->
                s.from().forceable()
                        ? EnumSet.of(Kind.RETRY, Kind.WAIT, Kind.UNDO, Kind.FORCE)
                        : EnumSet.of(Kind.RETRY, Kind.WAIT, Kind.UNDO);
            case MoveState.Moved s -> EnumSet.of(Kind.UNDO);
            case MoveState.Undone s -> EnumSet.noneOf(Kind.class);
            case MoveState.Quarantined s -> EnumSet.noneOf(Kind.class);
        };
    }

    private static Set<Kind> running(MoveState.Running state) {
        Set<Kind> possible = EnumSet.noneOf(Kind.class);
        if (state.goesThere()) {
            possible.add(Kind.UNDO);
        }
        if (state.forceable()) {
            possible.add(Kind.FORCE);
        }
        if (state.stage().deadline().isPresent()) {
            possible.add(Kind.WAIT);
        }
        return possible;
    }
}
