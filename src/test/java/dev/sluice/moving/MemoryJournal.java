package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The journal in memory. It can let its process die at an append: before the event is kept, or after; either way nobody is
 * answered, and the journal refuses that process from then on. Safe for several threads.
 */
final class MemoryJournal implements MoveJournal {

    private final Terms terms;
    private final Map<OperationId, Kept> operations = new TreeMap<>();
    private final Map<NodeId, KeptMove> running = new HashMap<>();
    private final Set<KeptMove> wished = new LinkedHashSet<>();
    private long lastId;
    private int appends;
    private int dieAt = Integer.MAX_VALUE;
    private boolean keepsTheLast;
    private int failAt = Integer.MAX_VALUE;
    /** The kinds of writes that were died at, when each is to be. */
    private Optional<Set<String>> diedAt = Optional.empty();

    private boolean dead;
    private Consumer<KeptMove> afterAppend = kept -> {};
    private Runnable atDeath = () -> {};

    MemoryJournal(Terms terms) {
        this.terms = terms;
    }

    /** One operation as it is kept. */
    private record Kept(Header header, Map<NodeId, KeptMove> moves) {
        boolean runs() {
            return moves.values().stream().anyMatch(m -> !m.state().ended());
        }

        boolean isToTakeBack() {
            return !runs() && moves.values().stream().anyMatch(KeptMove::isWishedBack);
        }

        Recorded recorded() {
            return new Recorded(
                    header, moves.values().stream().map(KeptMove::recorded).toList());
        }
    }

    /** One move as it is kept, for a test's own eyes; {@link #state} is what its events come to. */
    static final class KeptMove {
        private final Header header;
        private final Route route;
        private final List<MoveEvent> events = new ArrayList<>();
        private MoveState before;
        private MoveState state;
        private Optional<Wish> wish = Optional.empty();

        private KeptMove(Header header, Route route) {
            this.header = header;
            this.route = route;
            this.state = MoveState.planned(route, header.createdAt());
            this.before = state;
        }

        Header header() {
            return header;
        }

        Route route() {
            return route;
        }

        /** The state before its newest event. */
        MoveState before() {
            return before;
        }

        MoveState state() {
            return state;
        }

        List<MoveEvent> events() {
            return events;
        }

        /** The last event, but for those that only change its deadline. */
        Optional<MoveEvent> last() {
            return events.reversed().stream()
                    .filter(e -> !(e instanceof MoveEvent.WaitRequested))
                    .findFirst();
        }

        private boolean isWishedBack() {
            return state instanceof MoveState.Moved && wish.filter(Wish::isUndo).isPresent();
        }

        private RecordedMove recorded() {
            return new RecordedMove(route, header.createdAt(), events, wish);
        }
    }

    /** Dies at the n-th append from now, having kept it or not. */
    synchronized void dieAt(int n, boolean kept) {
        dieAt = appends + n;
        keepsTheLast = kept;
    }

    /** From now on it dies the first time that each kind of event of each step is written, and then once after that write. */
    synchronized void dieOnceAtEveryWrite() {
        diedAt = Optional.of(new HashSet<>());
    }

    /** Whether it dies now; decides whether the write is kept. */
    private boolean dies(MoveEvent event) {
        if (diedAt.isPresent()) {
            String write = EventJson.kind(event) + " " + step(event);
            boolean before = diedAt.get().add("before " + write);
            keepsTheLast = !before;
            return before || diedAt.get().add("after " + write);
        }
        return appends >= dieAt;
    }

    private static String step(MoveEvent event) {
        return switch (event) {
            case MoveEvent.Started e -> e.step().name();
            case MoveEvent.Succeeded e -> e.step().name();
            case MoveEvent.Failed e -> e.step().name();
            case MoveEvent.DeadlinePassed e -> "";
            case MoveEvent.UndoRequested e -> "";
            case MoveEvent.ForceRequested e -> "";
            case MoveEvent.RetryRequested e -> "";
            case MoveEvent.WaitRequested e -> "";
        };
    }

    /** The n-th append from now is kept, and yet answered with a failure. */
    synchronized void failAt(int n) {
        failAt = appends + n;
    }

    /** A new process begins. */
    synchronized void revive() {
        dead = false;
        dieAt = Integer.MAX_VALUE;
    }

    synchronized boolean dead() {
        return dead;
    }

    synchronized int appends() {
        return appends;
    }

    /** Takes the rest of the process with it. */
    void atDeath(Runnable end) {
        atDeath = end;
    }

    /** Runs after each append that was kept. */
    void afterAppend(Consumer<KeptMove> check) {
        afterAppend = check;
    }

    /** The last event of a move, but for those that only change its deadline. */
    synchronized Optional<MoveEvent> last(OperationId operation, NodeId node) {
        return kept(operation, node).flatMap(KeptMove::last);
    }

    synchronized Optional<KeptMove> kept(OperationId operation, NodeId node) {
        return Optional.ofNullable(operations.get(operation)).map(o -> o.moves().get(node));
    }

    /** The move that a node is in. */
    synchronized Optional<KeptMove> running(NodeId node) {
        return Optional.ofNullable(running.get(node));
    }

    /** Every running move. */
    synchronized List<KeptMove> runningMoves() {
        return List.copyOf(running.values());
    }

    synchronized List<RecordedMove> moves() {
        return operations.values().stream()
                .flatMap(o -> o.moves().values().stream())
                .map(KeptMove::recorded)
                .toList();
    }

    @Override
    public Uni<OperationId> nextId() {
        return Uni.createFrom().item(() -> OperationId.of(++lastId));
    }

    @Override
    public Uni<Void> open(Header header, List<Route> routes) {
        return Uni.createFrom().deferred(() -> opened(header, routes));
    }

    private synchronized Uni<Void> opened(Header header, List<Route> routes) {
        if (routes.stream().anyMatch(r -> running.containsKey(r.node()))) {
            return Uni.createFrom().failure(new NodeTaken("taken"));
        }
        Map<NodeId, KeptMove> moves = new LinkedHashMap<>();
        routes.forEach(r -> moves.put(r.node(), new KeptMove(header, r)));
        operations.put(header.id(), new Kept(header, moves));
        running.putAll(moves);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Boolean> takeBack(Term term, OperationId ended, Header header, List<Route> routes) {
        return Uni.createFrom().deferred(() -> {
            synchronized (this) {
                terms.check(term);
                return of(ended).noneMatch(m -> m.wish.isPresent())
                        ? Uni.createFrom().item(false)
                        : opened(header, routes)
                                .invoke(() -> of(ended).forEach(m -> wish(m, Optional.empty())))
                                .replaceWith(true);
            }
        });
    }

    @Override
    public Uni<Void> append(Term term, Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
        return Uni.createFrom().deferred(() -> appended(term, move, sequence, event, after, granted));
    }

    private synchronized Uni<Void> appended(
            Term term, Route move, int sequence, MoveEvent event, MoveState after, boolean granted) {
        if (dead) {
            return Uni.createFrom().nothing();
        }
        terms.check(term);
        appends++;
        boolean dies = dies(event);
        if (dies) {
            dead = true;
            atDeath.run();
            if (!keepsTheLast) {
                return Uni.createFrom().nothing();
            }
        }
        KeptMove kept = kept(move.operation(), move.node()).orElseThrow();
        if (kept.events.size() != sequence) {
            return Uni.createFrom().failure(new Overtaken(move.node() + ": " + sequence + " is taken"));
        }
        keep(kept, event, after, granted);
        if (dies) {
            return Uni.createFrom().nothing();
        }
        return appends == failAt
                ? Uni.createFrom().failure(new IllegalStateException("connection lost"))
                : Uni.createFrom().voidItem();
    }

    private void keep(KeptMove kept, MoveEvent event, MoveState after, boolean granted) {
        // Through the journal's own form, so that replay sees what a database would give back.
        MoveEvent read = EventJson.read(EventJson.kind(event), EventJson.write(event));
        if (!read.equals(event)) {
            throw new AssertionError("not the same after the journal: " + event);
        }
        kept.before = kept.state;
        kept.state = kept.state.next(read);
        if (!kept.state.equals(after)) {
            throw new AssertionError("written as " + after + ", replayed as " + kept.state);
        }
        kept.events.add(read);
        if (granted) {
            wish(kept, Optional.empty());
        }
        if (kept.state.ended()) {
            running.remove(kept.route.node(), kept);
        }
        afterAppend.accept(kept);
    }

    @Override
    public Uni<Void> wish(OperationId operation, List<NodeId> nodes, Wish wish) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                of(operation)
                        .filter(m -> nodes.contains(m.route.node()))
                        .filter(m -> !m.state.ended() || (m.state instanceof MoveState.Moved && wish.isUndo()))
                        .forEach(m -> wish(m, Optional.of(wish)));
            }
            return null;
        });
    }

    @Override
    public Uni<Void> dropWish(Term term, OperationId operation, NodeId node) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                terms.check(term);
                kept(operation, node).ifPresent(m -> wish(m, Optional.empty()));
            }
            return null;
        });
    }

    @Override
    public Uni<Asked> asked() {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                Set<OperationId> runs =
                        running.values().stream().map(m -> m.header.id()).collect(Collectors.toSet());
                List<AskedMove> wishes = wished.stream()
                        .filter(m -> !m.state.ended() || m.isWishedBack())
                        .flatMap(m -> m.wish.stream().map(w -> new AskedMove(m.header.id(), m.route.node(), w)))
                        .toList();
                return new Asked(runs, wishes);
            }
        });
    }

    private void wish(KeptMove move, Optional<Wish> wish) {
        move.wish = wish;
        if (wish.isPresent()) {
            wished.add(move);
        } else {
            wished.remove(move);
        }
    }

    @Override
    public Uni<List<Recorded>> running() {
        return Uni.createFrom()
                .item(() -> recorded(runningMoves().stream()
                        .map(m -> m.header.id())
                        .distinct()
                        .sorted()
                        .toList()));
    }

    @Override
    public Uni<List<Recorded>> toTakeBack() {
        return Uni.createFrom().item(this::wishedBack);
    }

    private synchronized List<Recorded> wishedBack() {
        return wished.stream()
                .map(m -> m.header.id())
                .distinct()
                .sorted()
                .flatMap(id -> Stream.ofNullable(operations.get(id)))
                .filter(Kept::isToTakeBack)
                .map(Kept::recorded)
                .toList();
    }

    @Override
    public Uni<List<Recorded>> find(List<OperationId> ids) {
        return Uni.createFrom().item(() -> recorded(ids));
    }

    private synchronized List<Recorded> recorded(List<OperationId> ids) {
        return ids.stream()
                .flatMap(id -> Stream.ofNullable(operations.get(id)))
                .map(Kept::recorded)
                .toList();
    }

    @Override
    public Uni<List<OperationId>> recent(int limit) {
        return Uni.createFrom().item(() -> operations.values().stream()
                .sorted(Comparator.comparing((Kept o) -> !o.runs())
                        .thenComparing(o -> o.header().id(), Comparator.reverseOrder()))
                .limit(limit)
                .map(o -> o.header().id())
                .toList());
    }

    private Stream<KeptMove> of(OperationId operation) {
        return Stream.ofNullable(operations.get(operation)).flatMap(o -> o.moves().values().stream());
    }
}
