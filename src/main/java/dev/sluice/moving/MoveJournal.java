package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The durable truth about operations and moves. A move's events are only ever appended.
 *
 * <p>What a leader writes, it writes under its term: when that is over, nothing is written and the answer fails with
 * {@link dev.sluice.leading.Deposed}.
 */
interface MoveJournal {

    /** A number that no operation has had. */
    Uni<OperationId> nextId();

    /**
     * Writes an operation and its moves, all or nothing, on whichever server it is asked for. Fails with {@link NodeTaken}
     * when one of the nodes is in a running move.
     */
    Uni<Void> open(Header header, List<Route> routes);

    /**
     * The same for an operation that takes an ended one back; the wishes of {@code ended} are thereby granted.
     *
     * @return false, and nothing was written, when nobody wishes it back any more
     */
    Uni<Boolean> takeBack(Term term, OperationId ended, Header header, List<Route> routes);

    /**
     * Appends one event.
     *
     * @param sequence its place, from 0; fails with {@link Overtaken} when that place is taken, so two writers cannot both go on
     * @param after the state after it; a cache for queries
     * @param granted whether the move's wish is thereby carried out and removed
     */
    Uni<Void> append(Term term, Route move, int sequence, MoveEvent event, MoveState after, boolean granted);

    /**
     * Stores a wish for those of these moves that run; an older wish is replaced. The wish to undo is also stored for those
     * that have ended as MOVED, for {@link #toTakeBack}.
     */
    Uni<Void> wish(OperationId operation, List<NodeId> nodes, Wish wish);

    Uni<Void> dropWish(Term term, OperationId operation, NodeId node);

    /** The running operations, and the wishes of their moves: what a leader may not know yet. Light enough to be asked often. */
    Uni<Asked> asked();

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

    /**
     * What is asked of the leader.
     *
     * @param wishes of running and of ended operations
     */
    record Asked(Set<OperationId> running, List<AskedMove> wishes) {
        public Asked {
            running = Set.copyOf(running);
            wishes = List.copyOf(wishes);
        }
    }

    /** A wish that waits to be carried out. */
    record AskedMove(OperationId operation, NodeId node, Wish wish) {}

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
