package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The durable truth about operations and moves. A move's events are only ever appended. */
interface MoveJournal {

    /** A number that no operation has had. */
    Uni<OperationId> nextId();

    /**
     * Writes an operation and its moves, all or nothing. Fails with {@link NodeTaken} when one of the nodes is in a running
     * move.
     *
     * @param takesBack the ended operation that this one takes back; its wishes are thereby granted
     */
    Uni<Void> open(Header header, List<Route> routes, Optional<OperationId> takesBack);

    /**
     * Appends one event.
     *
     * @param sequence its place, from 0; fails with {@link Overtaken} when that place is taken, so two writers cannot both go on
     * @param after the state after it; a cache for queries
     * @param granted whether the move's wish is thereby carried out and removed
     */
    Uni<Void> append(Route move, int sequence, MoveEvent event, MoveState after, boolean granted);

    /**
     * Stores a wish for every running move of the operation, or for one; an older wish is replaced. The wish to undo is also
     * stored for moves that have ended as MOVED, for {@link #toTakeBack}.
     */
    Uni<Void> wish(OperationId operation, Optional<NodeId> node, Wish wish);

    Uni<Void> dropWish(OperationId operation, NodeId node);

    /** Every operation with a move that has not ended, oldest first. */
    Uni<List<Recorded>> running();

    /** Ended operations with a MOVED move that is wished back. */
    Uni<List<Recorded>> toTakeBack();

    /** Those of {@code ids} that there are, in the order of {@code ids}. */
    Uni<List<Recorded>> find(List<OperationId> ids);

    default Uni<Optional<Recorded>> find(OperationId operation) {
        return find(List.of(operation)).map(found -> found.stream().findFirst());
    }

    /** Running ones first, then the newest. */
    Uni<List<OperationId>> recent(int limit);

    /** What does not change over an operation. */
    record Header(
            OperationId id,
            Optional<FrameworkId> from,
            Optional<FrameworkId> to,
            String reason,
            String actor,
            Instant createdAt) {}

    /** An operation as it stands in the journal. */
    record Recorded(Header header, List<RecordedMove> moves) {
        public Recorded {
            moves = List.copyOf(moves);
        }
    }

    /** A move as it stands in the journal. */
    record RecordedMove(Route route, Instant plannedAt, List<MoveEvent> events, Optional<Wish> wish) {
        public RecordedMove {
            events = List.copyOf(events);
        }

        MoveState state() {
            return MoveState.replay(route, plannedAt, events);
        }
    }

    /** A node is in a running move of another operation. */
    final class NodeTaken extends RuntimeException {
        NodeTaken(String message) {
            super(message);
        }
    }

    /** Another writer has written this place of the journal. */
    final class Overtaken extends RuntimeException {
        Overtaken(String message) {
            super(message);
        }
    }
}
