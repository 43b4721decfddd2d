package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The journal in memory. It can let its process die at an append: before the event is kept, or after; either way nobody is
 * answered, and the journal refuses that process from then on.
 */
final class MemoryJournal implements MoveJournal {

    private final Terms terms;
    private final Map<OperationId, Recorded> operations = new TreeMap<>();
    private long lastId;
    private int appends;
    private int dieAt = Integer.MAX_VALUE;
    private boolean keepsTheLast;
    private int failAt = Integer.MAX_VALUE;
    private boolean dead;
    private Runnable afterAppend = () -> {};
    private Runnable atDeath = () -> {};

    MemoryJournal(Terms terms) {
        this.terms = terms;
    }

    /** Dies at the n-th append from now, having kept it or not. */
    void dieAt(int n, boolean kept) {
        dieAt = appends + n;
        keepsTheLast = kept;
    }

    /** The n-th append from now is kept, and yet answered with a failure. */
    void failAt(int n) {
        failAt = appends + n;
    }

    /** A new process begins. */
    void revive() {
        dead = false;
        dieAt = Integer.MAX_VALUE;
    }

    boolean dead() {
        return dead;
    }

    int appends() {
        return appends;
    }

    /** Takes the rest of the process with it. */
    void atDeath(Runnable end) {
        atDeath = end;
    }

    /** Runs after each append that was kept. */
    void afterAppend(Runnable check) {
        afterAppend = check;
    }

    private List<MoveEvent> eventsOf(OperationId operation, NodeId node) {
        return Optional.ofNullable(operations.get(operation)).stream()
                .flatMap(o -> o.moves().stream())
                .filter(m -> m.route().node().equals(node))
                .flatMap(m -> m.events().stream())
                .toList();
    }

    /** The last event of a move, but for those that only change its deadline. */
    Optional<MoveEvent> last(OperationId operation, NodeId node) {
        return eventsOf(operation, node).reversed().stream()
                .filter(e -> !(e instanceof MoveEvent.WaitRequested))
                .findFirst();
    }

    List<RecordedMove> moves() {
        return operations.values().stream().flatMap(o -> o.moves().stream()).toList();
    }

    @Override
    public Uni<OperationId> nextId() {
        return Uni.createFrom().item(() -> OperationId.of(++lastId));
    }

    @Override
    public Uni<Void> open(Header header, List<Route> routes) {
        return Uni.createFrom().deferred(() -> {
            boolean taken = moves().stream().filter(m -> !m.state().ended()).anyMatch(m -> routes.stream()
                    .anyMatch(r -> r.node().equals(m.route().node())));
            if (taken) {
                return Uni.createFrom().failure(new NodeTaken("taken"));
            }
            operations.put(
                    header.id(),
                    new Recorded(
                            header,
                            routes.stream()
                                    .map(r -> new RecordedMove(r, header.createdAt(), List.of(), Optional.empty()))
                                    .toList()));
            return Uni.createFrom().voidItem();
        });
    }

    @Override
    public Uni<Boolean> takeBack(Term term, OperationId ended, Header header, List<Route> routes) {
        return Uni.createFrom().deferred(() -> {
            terms.check(term);
            boolean wished = Optional.ofNullable(operations.get(ended)).stream()
                    .flatMap(o -> o.moves().stream())
                    .anyMatch(m -> m.wish().isPresent());
            if (!wished) {
                return Uni.createFrom().item(false);
            }
            return open(header, routes)
                    .invoke(() -> change(ended, Optional.empty(), m -> withWish(m, Optional.empty())))
                    .replaceWith(true);
        });
    }

    @Override
    public Uni<Void> append(Term term, Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
        return Uni.createFrom().deferred(() -> {
            if (dead) {
                return Uni.createFrom().nothing();
            }
            terms.check(term);
            appends++;
            boolean dies = appends >= dieAt;
            if (dies) {
                dead = true;
                atDeath.run();
                if (!keepsTheLast) {
                    return Uni.createFrom().nothing();
                }
            }
            change(move.operation(), Optional.of(move.node()), m -> {
                if (m.events().size() != sequence) {
                    throw new Overtaken(move.node() + ": " + sequence + " is taken");
                }
                List<MoveEvent> events = new ArrayList<>(m.events());
                // Through the journal's own form, so that replay sees what a database would give back.
                events.add(EventJson.read(EventJson.kind(event), EventJson.write(event)));
                return new RecordedMove(m.route(), m.plannedAt(), events, granted ? Optional.empty() : m.wish());
            });
            if (!eventsOf(move.operation(), move.node()).getLast().equals(event)) {
                throw new AssertionError("not the same after the journal: " + event);
            }
            afterAppend.run();
            if (dies) {
                return Uni.createFrom().nothing();
            }
            return appends == failAt
                    ? Uni.createFrom().failure(new IllegalStateException("connection lost"))
                    : Uni.createFrom().voidItem();
        });
    }

    @Override
    public Uni<Void> wish(OperationId operation, List<NodeId> nodes, Wish wish) {
        return Uni.createFrom().item(() -> {
            nodes.forEach(node -> change(operation, Optional.of(node), m -> {
                boolean takes = !m.state().ended() || (m.state() instanceof MoveState.Moved && wish.isUndo());
                return takes ? withWish(m, Optional.of(wish)) : m;
            }));
            return null;
        });
    }

    @Override
    public Uni<Void> dropWish(Term term, OperationId operation, NodeId node) {
        return Uni.createFrom().item(() -> {
            terms.check(term);
            change(operation, Optional.of(node), m -> withWish(m, Optional.empty()));
            return null;
        });
    }

    @Override
    public Uni<Asked> asked() {
        return Uni.createFrom()
                .item(() -> new Asked(
                        operations.values().stream()
                                .filter(MemoryJournal::runs)
                                .map(o -> o.header().id())
                                .collect(Collectors.toSet()),
                        moves().stream()
                                .flatMap(m -> m.wish().stream()
                                        .map(w -> new AskedMove(
                                                m.route().operation(), m.route().node(), w)))
                                .toList()));
    }

    @Override
    public Uni<List<Recorded>> running() {
        return Uni.createFrom()
                .item(() ->
                        operations.values().stream().filter(MemoryJournal::runs).toList());
    }

    @Override
    public Uni<List<Recorded>> toTakeBack() {
        return Uni.createFrom().item(() -> operations.values().stream()
                .filter(o -> !runs(o))
                .filter(o -> o.moves().stream()
                        .anyMatch(m -> m.state() instanceof MoveState.Moved
                                && m.wish().filter(Wish::isUndo).isPresent()))
                .toList());
    }

    @Override
    public Uni<List<Recorded>> find(List<OperationId> ids) {
        return Uni.createFrom().item(() -> ids.stream()
                .flatMap(id -> Stream.ofNullable(operations.get(id)))
                .toList());
    }

    @Override
    public Uni<List<OperationId>> recent(int limit) {
        return Uni.createFrom().item(() -> operations.values().stream()
                .sorted(Comparator.comparing((Recorded o) -> !runs(o))
                        .thenComparing(o -> o.header().id(), Comparator.reverseOrder()))
                .limit(limit)
                .map(o -> o.header().id())
                .toList());
    }

    private static boolean runs(Recorded operation) {
        return operation.moves().stream().anyMatch(m -> !m.state().ended());
    }

    private static RecordedMove withWish(RecordedMove move, Optional<Wish> wish) {
        return new RecordedMove(move.route(), move.plannedAt(), move.events(), wish);
    }

    private void change(
            OperationId operation, Optional<NodeId> node, java.util.function.UnaryOperator<RecordedMove> how) {
        operations.computeIfPresent(
                operation,
                (id, o) -> new Recorded(
                        o.header(),
                        o.moves().stream()
                                .map(m -> node.isEmpty()
                                                || node.get().equals(m.route().node())
                                        ? how.apply(m)
                                        : m)
                                .toList()));
    }
}
