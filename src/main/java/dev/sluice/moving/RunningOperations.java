package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.MoveJournal.Recorded;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The operations that have not ended and their moves as they are in memory, oldest first; any thread. */
final class RunningOperations {

    private final ConcurrentSkipListMap<OperationId, Running> operations = new ConcurrentSkipListMap<>();

    private record Running(MoveJournal.Header header, List<RunningMove> moves) {

        static Running of(Recorded recorded) {
            return new Running(
                    recorded.header(),
                    recorded.moves().stream().map(RunningMove::new).toList());
        }

        Recorded recorded() {
            return new Recorded(
                    header, moves.stream().map(RunningMove::recorded).toList());
        }
    }

    /** Enters what the journal says; answers the moves, once all of them are in. */
    List<RunningMove> replay(List<Recorded> found) {
        List<Running> running = found.stream().map(Running::of).toList();
        running.forEach(o -> operations.put(o.header().id(), o));
        return running.stream().flatMap(o -> o.moves().stream()).toList();
    }

    /** Enters a new one; answers its moves, none when it is known already. */
    List<RunningMove> take(Recorded recorded) {
        Running operation = Running.of(recorded);
        return operations.putIfAbsent(recorded.header().id(), operation) == null ? operation.moves() : List.of();
    }

    /** Forgets everything; what is under way comes to nothing here. */
    void abandon() {
        moves().forEach(RunningMove::abandon);
        operations.clear();
    }

    /** Takes an operation out when its last move has ended; answers it as it ended, once. */
    Optional<Recorded> takeOutIfOver(OperationId id) {
        return Optional.ofNullable(operations.get(id))
                .filter(o -> o.moves().stream().allMatch(m -> m.state().ended()))
                .map(o -> {
                    operations.remove(id, o);
                    return o.recorded();
                });
    }

    boolean has(OperationId id) {
        return operations.containsKey(id);
    }

    List<Recorded> recorded() {
        return operations.values().stream().map(Running::recorded).toList();
    }

    List<RunningMove> moves() {
        return operations.values().stream()
                .map(Running::moves)
                .flatMap(Collection::stream)
                .toList();
    }

    /** None when the operation is unknown here. */
    List<RunningMove> moves(OperationId id) {
        return Optional.ofNullable(operations.get(id)).map(Running::moves).orElse(List.of());
    }

    /** Which nodes are spoken for, and who awaits them. */
    Underway underway() {
        Set<NodeId> reserved = new HashSet<>();
        Map<NodeId, FrameworkId> arriving = new HashMap<>();
        moves().forEach(m -> {
            if (m.isStale()) {
                // It may have gone on or not: it is counted on by nobody, and awaited.
                m.route().taker().ifPresent(t -> arriving.put(m.route().node(), t));
            } else if (m.state() instanceof MoveState.Reserved) {
                reserved.add(m.route().node());
            } else if (!m.state().ended()) {
                m.route().taker().ifPresent(t -> arriving.put(m.route().node(), t));
            }
        });
        return new Underway(reserved, arriving);
    }

    /** Whether both ends of a route may have one more node under way. */
    boolean hasSlot(Route route, Paces paces) {
        List<RunningMove> busy = moves().stream().filter(RunningMove::underWay).toList();
        return Stream.of(route.donor(), route.taker())
                .flatMap(Optional::stream)
                .allMatch(f -> busy.stream().filter(m -> m.touches(f)).count() < paces.size(f));
    }
}
