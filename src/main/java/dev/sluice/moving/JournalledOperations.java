package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.moving.MoveJournal.Header;
import dev.sluice.moving.MoveJournal.Recorded;
import dev.sluice.moving.MoveJournal.RecordedMove;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Operations as journal entries: asked for, checked, written down, and then driven by the executor. */
final class JournalledOperations implements Operations, Interventions, Nodes {

    private static final Logger LOG = Logger.getLogger(JournalledOperations.class);
    private static final int REMEMBERED = 500;

    private final MoveJournal journal;
    private final Ledger ledger;
    private final Preflight preflight;
    private final MoveExecutor executor;
    private final Clock clock;

    /** Ended operations as they were told, the newest. */
    private final ConcurrentSkipListMap<OperationId, Operation> past = new ConcurrentSkipListMap<>();

    JournalledOperations(MoveJournal journal, Ledger ledger, Preflight preflight, MoveExecutor executor, Clock clock) {
        this.journal = journal;
        this.ledger = ledger;
        this.preflight = preflight;
        this.executor = executor;
        this.clock = clock;
        executor.whenEnded(this::ended);
    }

    @Override
    public Uni<Plan> plan(Request request) {
        return ledger.all().map(rows -> preflight.plan(request, rows));
    }

    @Override
    public Uni<Operation> start(Request request, String actor) {
        return plan(request).chain(plan -> {
            if (!plan.problems().isEmpty()) {
                return Uni.createFrom().failure(new Rejected(plan.problems()));
            }
            return open(request.from(), request.to(), plan.nodes(), request.reason(), actor, Optional.empty());
        });
    }

    private Uni<Operation> open(
            Optional<FrameworkId> from,
            Optional<FrameworkId> to,
            List<NodeId> nodes,
            String reason,
            String actor,
            Optional<OperationId> takesBack) {
        return journal.nextId()
                .chain(id -> {
                    Header header = new Header(
                            id, from, to, reason, actor, clock.instant().truncatedTo(ChronoUnit.MICROS));
                    List<Route> routes = nodes.stream()
                            .map(n -> preflight.route(id, n, from, to))
                            .toList();
                    return journal.open(header, routes, takesBack).map(done -> planned(header, routes));
                })
                .invoke(executor::take)
                .map(this::report)
                .onFailure(MoveJournal.NodeTaken.class)
                .transform(f -> rejected("node-moving", String.valueOf(f.getMessage())));
    }

    private static Recorded planned(Header header, List<Route> routes) {
        return new Recorded(
                header,
                routes.stream()
                        .map(r -> new RecordedMove(r, header.createdAt(), List.of(), Optional.empty()))
                        .toList());
    }

    // ---- undo and the other interventions ----

    @Override
    public Uni<Operation> undo(OperationId id, String actor, String reason) {
        return require(id).chain(found -> {
            boolean running = found.moves().stream().anyMatch(m -> !m.state().ended());
            return running
                    ? wish(id, Optional.empty(), new Wish(Wish.Kind.UNDO, actor, reason))
                    : moveBack(found, actor, reason);
        });
    }

    @Override
    public Uni<Operation> intervene(
            OperationId operation, Optional<NodeId> node, Interventions.Kind kind, String actor, String reason) {
        Wish.Kind wanted =
                switch (kind) {
                    case WAIT -> Wish.Kind.RETRY;
                    case FORCE -> Wish.Kind.FORCE;
                    case UNDO -> Wish.Kind.UNDO;
                };
        return require(operation).chain(found -> {
            boolean running = found.moves().stream()
                    .filter(m -> node.isEmpty() || node.get().equals(m.route().node()))
                    .anyMatch(m -> !m.state().ended());
            return running
                    ? wish(operation, node, new Wish(wanted, actor, reason))
                    : Uni.createFrom()
                            .failure(rejected(
                                    "move-ended",
                                    "There is no running move of "
                                            + node.map(n -> n + " in ").orElse("") + operation
                                            + "; look at what became of it."));
        });
    }

    private Uni<Operation> wish(OperationId id, Optional<NodeId> node, Wish wish) {
        return journal.wish(id, node, wish)
                .invoke(() -> executor.wished(id, node, wish))
                .chain(() -> require(id))
                .map(this::report);
    }

    /** An ended operation is taken back by a new one, the other way round, of the nodes that are still where it put them. */
    private Uni<Operation> moveBack(Recorded ended, String actor, String reason) {
        Header header = ended.header();
        return ledger.all().chain(rows -> {
            List<NodeId> nodes = ended.moves().stream()
                    .filter(m -> m.state() instanceof MoveState.Moved)
                    .map(m -> m.route().node())
                    .filter(n -> rows.stream()
                            .anyMatch(r -> r.node().equals(n)
                                    && r.owner().equals(header.to())
                                    && r.state() == Ownership.State.SETTLED))
                    .toList();
            if (nodes.isEmpty()) {
                return Uni.createFrom()
                        .failure(rejected(
                                "nothing-to-undo",
                                "None of the nodes of " + header.id()
                                        + " is still where it put them, so there is nothing" + " to take back."));
            }
            return start(new Request(header.to(), header.from(), 0, nodes, takingBack(header.id(), reason)), actor);
        });
    }

    private static String takingBack(OperationId id, String reason) {
        return "Undo of " + id + ": " + reason;
    }

    /** A move that was too far to turn round goes back as a new one, once its operation has ended. */
    private void ended(Recorded operation) {
        if (operation.moves().stream().noneMatch(JournalledOperations::wishedBack)) {
            return;
        }
        takeBack(operation)
                .subscribe()
                .with(
                        back -> LOG.infof("%s is taken back", operation.header().id()),
                        failure -> LOG.warnf(
                                "%s cannot be taken back now, it is tried again at the next start: %s",
                                operation.header().id(), failure));
    }

    private static boolean wishedBack(RecordedMove move) {
        return move.state() instanceof MoveState.Moved
                && move.wish().filter(w -> w.kind() == Wish.Kind.UNDO).isPresent();
    }

    /** Starts the operation that takes an ended one back; when a node is in yet another one, that one has the last word. */
    Uni<Void> takeBack(Recorded operation) {
        Header header = operation.header();
        List<RecordedMove> moves = operation.moves().stream()
                .filter(JournalledOperations::wishedBack)
                .toList();
        List<NodeId> nodes = moves.stream().map(m -> m.route().node()).toList();
        Wish wish = moves.getFirst().wish().orElseThrow();
        return open(
                        header.to(),
                        header.from(),
                        nodes,
                        takingBack(header.id(), wish.reason()),
                        wish.actor(),
                        Optional.of(header.id()))
                .replaceWithVoid()
                .onFailure(Rejected.class)
                .recoverWithUni(() -> Multi.createFrom()
                        .iterable(nodes)
                        .onItem()
                        .transformToUniAndConcatenate(n -> journal.dropWish(header.id(), n))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    // ---- nodes ----

    @Override
    public Uni<Ownership> assign(NodeId node, Optional<FrameworkId> owner, String actor) {
        return ledger.find(node).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom()
                        .failure(rejected("node-unknown", "There is no node " + node + "; its agent must join first."));
            }
            Ownership row = found.get();
            if (row.state() == Ownership.State.SETTLED && row.owner().equals(owner)) {
                return Uni.createFrom().item(row);
            }
            if (row.owner().isPresent()) {
                return Uni.createFrom()
                        .failure(rejected(
                                "node-owned",
                                "Node " + node + " is held by " + row.owner().get()
                                        + "; move it from there instead of assigning it."));
            }
            Request request =
                    new Request(Optional.empty(), owner, 1, List.of(node), "Assigned to its first owner by " + actor);
            return start(request, actor).chain(() -> ledger.find(node)).map(Optional::orElseThrow);
        });
    }

    @Override
    public Uni<Ownership> giveBack(NodeId node, String actor) {
        return ledger.find(node).chain(found -> {
            Optional<Ownership> waiting =
                    found.filter(r -> r.state() != Ownership.State.SETTLED && r.state() != Ownership.State.MOVING);
            if (waiting.isEmpty()) {
                return Uni.createFrom()
                        .failure(rejected(
                                "node-waits-for-nobody",
                                "Node " + node + " is "
                                        + found.map(r -> r.state().name()).orElse("unknown")
                                        + " and does not wait for a person."));
            }
            Ownership row = waiting.get();
            return ledger.mark(row, Ownership.State.SETTLED, row.owner(), Optional.empty())
                    .invoke(() -> LOG.infof("%s gave back %s, which was %s", actor, node, row.state()))
                    .chain(() -> ledger.find(node))
                    .map(Optional::orElseThrow);
        });
    }

    // ---- reading ----

    @Override
    public Uni<Optional<Operation>> find(OperationId id) {
        return journal.find(id).map(found -> found.map(this::report));
    }

    @Override
    public Uni<List<Operation>> recent(int limit) {
        return journal.recent(limit).chain(ids -> {
            Map<OperationId, Operation> told = new HashMap<>();
            executor.running().forEach(o -> told.put(o.header().id(), report(o)));
            ids.forEach(id -> Optional.ofNullable(past.get(id)).ifPresent(o -> told.put(id, o)));
            List<OperationId> unread =
                    ids.stream().filter(id -> !told.containsKey(id)).toList();
            return journal.find(unread).map(found -> {
                found.forEach(o -> told.put(o.header().id(), remember(report(o))));
                return ids.stream()
                        .flatMap(id -> Stream.ofNullable(told.get(id)))
                        .toList();
            });
        });
    }

    /** An ended operation never changes again, and pages ask for the last ones every second. */
    private Operation remember(Operation operation) {
        if (operation.endedAt().isPresent()) {
            past.put(operation.id(), operation);
            while (past.size() > REMEMBERED) {
                past.pollFirstEntry();
            }
        }
        return operation;
    }

    private Uni<Recorded> require(OperationId id) {
        return journal.find(id)
                .map(found ->
                        found.orElseThrow(() -> rejected("operation-unknown", "There is no operation " + id + ".")));
    }

    private Operation report(Recorded recorded) {
        return OperationReport.of(recorded, route -> executor.live(route.operation(), route.node()));
    }

    private static Rejected rejected(String code, String sentence) {
        return new Rejected(List.of(new Problem(code, sentence)));
    }
}
