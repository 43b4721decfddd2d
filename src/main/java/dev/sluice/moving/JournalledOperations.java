package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.leading.Term;
import dev.sluice.moving.MoveJournal.Recorded;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Operations as journal entries: asked for, checked, written down, and then driven by the executor. */
final class JournalledOperations implements Operations, Controls {

    private static final int REMEMBERED = 500;

    private final MoveJournal journal;
    private final Ledger ledger;
    private final Preflight preflight;
    private final MoveExecutor executor;
    private final Clock clock;
    private final Opening opening;

    /** Ended operations as they were told, the newest. */
    private final ConcurrentSkipListMap<OperationId, Operation> past = new ConcurrentSkipListMap<>();

    JournalledOperations(MoveJournal journal, Ledger ledger, Preflight preflight, MoveExecutor executor, Clock clock) {
        this.journal = journal;
        this.ledger = ledger;
        this.preflight = preflight;
        this.executor = executor;
        this.clock = clock;
        this.opening = new Opening(journal, preflight, executor, clock);
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
            return opening.open(request, plan.nodes(), actor)
                    .map(this::report)
                    .onFailure(MoveJournal.NodeTaken.class)
                    .transform(f -> rejected("node-moving", String.valueOf(f.getMessage())));
        });
    }

    /** Takes on what was asked since the last look, on this server or on another. */
    Uni<Void> look(Term term) {
        return journal.asked().call(executor::look).chain(asked -> {
            boolean ended =
                    asked.wishes().stream().anyMatch(w -> !asked.running().contains(w.operation()));
            return ended ? opening.takeBackAll(term) : Uni.createFrom().voidItem();
        });
    }

    // ---- controls ----

    @Override
    public Uni<Outlook> outlook(OperationId operation, Optional<NodeId> node, Control control) {
        return require(operation, node).chain(found -> outlook(found, node, control));
    }

    private Uni<Outlook> outlook(Recorded operation, Optional<NodeId> node, Control control) {
        return ledger.all().map(rows -> {
            Outlooks outlooks = new Outlooks(
                    rows.stream().collect(Collectors.toMap(Ownership::node, Function.identity())), clock.instant());
            return new Outlook(
                    operation.header().id(),
                    control,
                    operation.moves().stream()
                            .filter(m -> node.isEmpty()
                                    || node.get().equals(m.route().node()))
                            .map(m -> outlooks.effect(m, control))
                            .toList());
        });
    }

    @Override
    public Uni<Operation> control(
            OperationId operation, Optional<NodeId> node, Control control, String actor, String reason) {
        if (reason.isBlank()) {
            return Uni.createFrom().failure(new Rejected(List.of(Preflight.REASON_MISSING)));
        }
        return require(operation, node)
                .chain(found -> outlook(found, node, control).chain(outlook -> {
                    List<NodeId> nodes = outlook.effects().stream()
                            .filter(Effect::possible)
                            .map(Effect::node)
                            .toList();
                    if (nodes.isEmpty()) {
                        return Uni.createFrom().failure(nothingTo(outlook));
                    }
                    return found.moves().stream().allMatch(m -> m.state().ended())
                            ? start(Opening.back(found.header(), nodes, reason), actor)
                            : wish(operation, nodes, new Wish(control, actor, reason));
                }));
    }

    private Uni<Operation> wish(OperationId id, List<NodeId> nodes, Wish wish) {
        return journal.wish(id, nodes, wish)
                .invoke(() -> executor.wished(id, nodes, wish))
                .chain(() -> require(id, Optional.empty()))
                .map(this::report);
    }

    private static Rejected nothingTo(Outlook outlook) {
        String kind = outlook.control().kind().name().toLowerCase(Locale.ROOT);
        String why = outlook.effects().stream().limit(3).map(Effect::sentence).collect(Collectors.joining(" "));
        return rejected("nothing-to-" + kind, outlook.operation() + " has nothing to " + kind + ": " + why);
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

    private Uni<Recorded> require(OperationId id, Optional<NodeId> node) {
        return journal.find(id).map(found -> {
            Recorded operation =
                    found.orElseThrow(() -> rejected("operation-unknown", "There is no operation " + id + "."));
            List<NodeId> nodes =
                    operation.moves().stream().map(m -> m.route().node()).toList();
            if (node.filter(n -> !nodes.contains(n)).isPresent()) {
                throw rejected(
                        "move-unknown",
                        "Node " + node.get() + " is not part of " + id + "; its nodes are "
                                + nodes.stream().map(NodeId::value).collect(Collectors.joining(", ")) + ".");
            }
            return operation;
        });
    }

    private Operation report(Recorded recorded) {
        return OperationReport.of(recorded, route -> executor.live(route.operation(), route.node()));
    }

    private static Rejected rejected(String code, String sentence) {
        return new Rejected(List.of(new Problem(code, sentence)));
    }
}
