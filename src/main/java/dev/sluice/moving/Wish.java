package dev.sluice.moving;

import java.time.Instant;

/**
 * What a person wants of one running move. It is stored at once and carried out between two steps; it stays until it is
 * carried out, can never be, or the move has ended.
 */
record Wish(Control control, String actor, String reason) {

    /** Whether the node is wished back where it came from. */
    boolean isUndo() {
        return control.kind() == Control.Kind.UNDO;
    }

    /** @param deadline the present one, for a wish to wait longer */
    MoveEvent event(Instant now, Instant deadline) {
        return switch (control.kind()) {
            case CANCEL, UNDO -> new MoveEvent.UndoRequested(now, actor, reason);
            case FORCE -> new MoveEvent.ForceRequested(now, actor, reason);
            case RETRY -> new MoveEvent.RetryRequested(now, actor, reason);
            case WAIT ->
                new MoveEvent.WaitRequested(
                        now, actor, reason, deadline.plus(control.by().orElseThrow()));
        };
    }
}
