package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.moving.Controls.Effect;
import dev.sluice.moving.MoveJournal.RecordedMove;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what a control would do to a move: pure, so that a dry run says what then happens.
 *
 * @param rows of the ledger, by node
 */
record Outlooks(Map<NodeId, Ownership> rows, Instant now) {

    Outlooks {
        rows = Map.copyOf(rows);
    }

    Effect effect(RecordedMove move, Control control) {
        Route route = move.route();
        MoveState state = move.state();
        boolean possible = Possible.in(state).contains(control.kind()) && !goneOn(route, state);
        String sentence = route.node() + " "
                + switch (control.kind()) {
                    case CANCEL -> cancel(route, state);
                    case UNDO -> undo(route, state);
                    case RETRY -> retry(state);
                    case FORCE -> force(state, possible);
                    case WAIT -> longer(state, control);
                }
                + ".";
        return new Effect(route.node(), state.name(), possible, sentence);
    }

    private static String cancel(Route route, MoveState state) {
        return switch (state) {
            case MoveState.Reserved s -> "has not begun; it stays with " + route.donorName();
            case MoveState.Running s -> "is " + s.name() + " already; undo takes it back";
            case MoveState.Stuck s -> "is STUCK and has begun; undo takes it back";
            case MoveState.Moved s -> ended(s);
            case MoveState.Undone s -> ended(s);
            case MoveState.Quarantined s -> ended(s);
        };
    }

    private String undo(Route route, MoveState state) {
        return switch (state) {
            case MoveState.Reserved s -> "has not begun; it stays with " + route.donorName();
            case MoveState.Running s when !s.goesThere() -> "is on its way back already";
            case MoveState.Running s when s.undoable() -> "is " + s.name() + "; it goes back to " + route.donorName();
            case MoveState.Running s ->
                "is " + s.name() + " and cannot be turned round any more; it arrives at " + route.takerName()
                        + ", and a new operation takes it back to " + route.donorName();
            case MoveState.Stuck s ->
                s.from().undoable()
                        ? "is STUCK; it goes back to " + route.donorName()
                        : "is STUCK on its way; that is tried again";
            case MoveState.Moved s ->
                goneOn(route, s)
                        ? "is not where the operation put it any more, so it is left alone"
                        : "has moved to " + route.takerName() + "; a new operation takes it back to "
                                + route.donorName();
            case MoveState.Undone s -> ended(s);
            case MoveState.Quarantined s -> ended(s);
        };
    }

    /** Whether a node that has arrived has been moved on since. */
    private boolean goneOn(Route route, MoveState state) {
        return state instanceof MoveState.Moved
                && Optional.ofNullable(rows.get(route.node()))
                        .filter(r -> r.owner().equals(route.taker()) && r.state() == Ownership.State.SETTLED)
                        .isEmpty();
    }

    private static String retry(MoveState state) {
        return state instanceof MoveState.Stuck stuck
                ? "is tried again where it got stuck, " + stuck.from().name()
                : notStuck(state);
    }

    private static String force(MoveState state, boolean possible) {
        return possible
                ? "is made to let go: the work that still runs on it is ended"
                : "is " + state.name() + "; only a node that waits for its work to end can be forced";
    }

    private String longer(MoveState state, Control control) {
        String by = control.by().map(d -> d.toSeconds() + " s").orElse("");
        return switch (state) {
            case MoveState.Running s
            when s.stage().deadline().isPresent() ->
                "may take until " + s.stage().deadline().get().plus(control.by().orElseThrow()) + ", " + by + " longer";
            case MoveState.Running s -> "is " + s.name() + " and has no deadline yet";
            case MoveState.Stuck s ->
                "is tried again where it got stuck, " + s.from().name() + ", until "
                        + now.plus(control.by().orElseThrow());
            case MoveState.Moved s -> ended(s);
            case MoveState.Undone s -> ended(s);
            case MoveState.Quarantined s -> ended(s);
        };
    }

    private static String notStuck(MoveState state) {
        return state.ended() ? ended(state) : "is " + state.name() + ", not stuck";
    }

    private static String ended(MoveState state) {
        return "has ended as " + state.name();
    }
}
