package dev.sluice.moving;

import dev.sluice.fleet.NodeId;
import dev.sluice.leading.Term;
import dev.sluice.moving.MoveJournal.Header;
import dev.sluice.moving.MoveJournal.NodeTaken;
import dev.sluice.moving.MoveJournal.Recorded;
import dev.sluice.moving.MoveJournal.RecordedMove;
import dev.sluice.moving.Operations.Request;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Writes new operations into the journal, those that people ask for and those that take ended ones back. */
final class Opening {

    private static final Logger LOG = Logger.getLogger(Opening.class);

    private final MoveJournal journal;
    private final Preflight preflight;
    private final MoveExecutor executor;
    private final Clock clock;

    Opening(MoveJournal journal, Preflight preflight, MoveExecutor executor, Clock clock) {
        this.journal = journal;
        this.preflight = preflight;
        this.executor = executor;
        this.clock = clock;
        executor.whenEnded(this::ended);
    }

    /** Fails with {@link NodeTaken} when one of the nodes is in a running move. */
    Uni<Recorded> open(Request request, List<NodeId> nodes, String actor) {
        return planned(request, nodes, actor)
                .call(planned -> journal.open(planned.header(), routes(planned)))
                .invoke(executor::take);
    }

    private Uni<Recorded> planned(Request request, List<NodeId> nodes, String actor) {
        return journal.nextId().map(id -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            return new Recorded(
                    new Header(id, request.from(), request.to(), request.reason(), actor, now),
                    nodes.stream()
                            .map(n -> preflight.route(id, n, request.from(), request.to()))
                            .map(r -> new RecordedMove(r, now, List.of(), Optional.empty()))
                            .toList());
        });
    }

    private static List<Route> routes(Recorded operation) {
        return operation.moves().stream().map(RecordedMove::route).toList();
    }

    // ---- taking back ----

    /** The request that takes nodes of an ended operation back. */
    static Request back(Header ended, List<NodeId> nodes, String reason) {
        return new Request(ended.to(), ended.from(), 0, nodes, "Undo of " + ended.id() + ": " + reason);
    }

    /** A move that was too far to turn round goes back as a new one, once its operation has ended. */
    private void ended(Term term, Recorded operation) {
        if (operation.moves().stream().anyMatch(Opening::wishedBack)) {
            takeBack(term, operation)
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.warnf(
                                    "%s cannot be taken back now, it is tried again soon: %s",
                                    operation.header().id(), failure));
        }
    }

    /** Takes back every ended operation that is wished back. */
    Uni<Void> takeBackAll(Term term) {
        return journal.toTakeBack().chain(all -> Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(o -> takeBack(term, o)
                        .onFailure()
                        .invoke(f -> LOG.warnf(
                                "%s cannot be taken back now: %s", o.header().id(), f))
                        .onFailure()
                        .recoverWithNull())
                .collect()
                .last()
                .replaceWithVoid());
    }

    private static boolean wishedBack(RecordedMove move) {
        return move.state() instanceof MoveState.Moved
                && move.wish().filter(Wish::isUndo).isPresent();
    }

    /** When a node is in yet another operation, that one has the last word. */
    private Uni<Void> takeBack(Term term, Recorded operation) {
        Header header = operation.header();
        List<RecordedMove> moves =
                operation.moves().stream().filter(Opening::wishedBack).toList();
        List<NodeId> nodes = moves.stream().map(m -> m.route().node()).toList();
        Wish wish = moves.getFirst().wish().orElseThrow();
        return planned(back(header, nodes, wish.reason()), nodes, wish.actor())
                .chain(back -> journal.takeBack(term, header.id(), back.header(), routes(back))
                        .invoke(written -> {
                            if (written) {
                                LOG.infof("%s takes %s back", back.header().id(), header.id());
                                executor.take(back);
                            }
                        }))
                .replaceWithVoid()
                .onFailure(NodeTaken.class)
                .recoverWithUni(() -> Multi.createFrom()
                        .iterable(nodes)
                        .onItem()
                        .transformToUniAndConcatenate(n -> journal.dropWish(term, header.id(), n))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }
}
