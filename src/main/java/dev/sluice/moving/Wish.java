package dev.sluice.moving;

import java.time.Instant;

/**
 * What a person wants of one running move. It is stored at once and carried out between two steps; it stays until it is
 * carried out or the move has ended.
 */
record Wish(Kind kind, String actor, String reason) {

    /** What can be wished. */
    enum Kind {
        UNDO,
        FORCE,
        RETRY
    }

    MoveEvent event(Instant at) {
        return switch (kind) {
            case UNDO -> new MoveEvent.UndoRequested(at, actor, reason);
            case FORCE -> new MoveEvent.ForceRequested(at, actor);
            case RETRY -> new MoveEvent.RetryRequested(at, actor);
        };
    }
}
