package dev.sluice.moving;

import dev.sluice.agent.Agents;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.moving.Operations.Problem;
import dev.sluice.moving.Operations.Rejected;
import dev.sluice.moving.Operations.Request;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What people say about nodes, written into the ledger; on any server, as each is one compare-and-set. */
final class LedgerNodes implements Nodes {

    private static final Logger LOG = Logger.getLogger(LedgerNodes.class);

    private final Ledger ledger;
    private final Agents agents;
    private final Operations operations;
    private final Clock clock;

    LedgerNodes(Ledger ledger, Agents agents, Operations operations, Clock clock) {
        this.ledger = ledger;
        this.agents = agents;
        this.operations = operations;
        this.clock = clock;
    }

    @Override
    public Uni<Ownership> assign(NodeId node, Optional<FrameworkId> owner, String actor) {
        return require(node).chain(row -> {
            if (row.state() == Ownership.State.SETTLED && row.owner().equals(owner)) {
                return Uni.createFrom().item(row);
            }
            if (row.owner().isPresent()) {
                throw rejected(
                        "node-owned",
                        "Node " + node + " is held by " + row.owner().get()
                                + "; move it from there instead of assigning it.");
            }
            Request request =
                    new Request(Optional.empty(), owner, 1, List.of(node), "Assigned to its first owner by " + actor);
            return operations.start(request, actor).chain(() -> require(node));
        });
    }

    @Override
    public Uni<Ownership> giveBack(NodeId node, String actor) {
        return require(node).chain(row -> decide(frozen(row), row.owner(), "given back by " + actor));
    }

    @Override
    public Uni<Ownership> settle(NodeId node, Optional<FrameworkId> owner, String actor, String reason) {
        requireReason(reason);
        return require(node).chain(row -> {
            frozen(row);
            Optional<FrameworkId> lacking = owner.filter(
                    f -> agents.report(node).flatMap(r -> r.node().memberOf(f)).isEmpty());
            if (lacking.isPresent()) {
                throw rejected(
                        "no-role",
                        "Node " + node + " has no role for " + lacking.get() + "; define one in its agent's file.");
            }
            return decide(row, owner, "settled by " + actor + ": " + reason);
        });
    }

    /** Lets the row say so, and the agent do so. */
    private Uni<Ownership> decide(Ownership row, Optional<FrameworkId> owner, String note) {
        return ledger.decide(row, owner, note)
                .map(LedgerNodes::done)
                .call(now -> agents.want(now.node(), now.owner(), now.epoch()))
                .invoke(now -> LOG.infof("%s, which was %s, is %s", now.node(), row.state(), note));
    }

    private static Ownership frozen(Ownership row) {
        if (!row.state().frozen()) {
            throw rejected(
                    "node-waits-for-nobody",
                    "Node " + row.node() + " is " + row.state() + " and does not wait for a person.");
        }
        return row;
    }

    @Override
    public Uni<Ownership> pin(NodeId node, String actor, String reason) {
        requireReason(reason);
        return require(node).chain(row -> {
            if (row.state() == Ownership.State.MOVING) {
                throw rejected(
                        "node-moving",
                        "Node " + node + " is being moved by " + row.operation().orElseThrow()
                                + "; wait for it, or undo that, before it is pinned.");
            }
            Pin pin = new Pin(actor, reason, clock.instant().truncatedTo(ChronoUnit.MICROS));
            return ledger.pin(row, Optional.of(pin), pin.words()).map(LedgerNodes::done);
        });
    }

    @Override
    public Uni<Ownership> unpin(NodeId node, String actor, String reason) {
        requireReason(reason);
        return require(node).chain(row -> {
            if (row.pin().isEmpty()) {
                throw rejected("node-not-pinned", "Node " + node + " is not pinned, so there is no pin to take away.");
            }
            return ledger.pin(row, Optional.empty(), "unpinned by " + actor + ": " + reason)
                    .map(LedgerNodes::done);
        });
    }

    @Override
    public Uni<List<Ledger.Past>> history(NodeId node, int limit) {
        return ledger.history(node, limit);
    }

    private Uni<Ownership> require(NodeId node) {
        return ledger.find(node)
                .map(found -> found.orElseThrow(() -> rejected(
                        "node-unknown", "There is no node " + node + " in the ledger; its agent must join first.")));
    }

    private static Ownership done(Ledger.Change change) {
        return switch (change) {
            case Ledger.Change.Done done -> done.now();
            case Ledger.Change.Outdated outdated ->
                throw rejected(
                        "node-changed",
                        "Node " + outdated.now().node() + " has just become "
                                + outdated.now().state() + "; look at it again.");
            case Ledger.Change.Unknown unknown ->
                throw rejected("node-unknown", "There is no node " + unknown.node() + " in the ledger any more.");
        };
    }

    private static void requireReason(String reason) {
        if (reason.isBlank()) {
            throw new Rejected(List.of(Preflight.REASON_MISSING));
        }
    }

    private static Rejected rejected(String code, String sentence) {
        return new Rejected(List.of(new Problem(code, sentence)));
    }
}
