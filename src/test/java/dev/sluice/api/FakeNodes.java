package dev.sluice.api;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.moving.Nodes;
import dev.sluice.moving.Operations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Lets node-3 have an owner and no other; remembers nothing. */
@Alternative
@Singleton
class FakeNodes implements Nodes {

    @Override
    public Uni<Ownership> assign(NodeId node, Optional<FrameworkId> owner, String actor) {
        return node.equals(Samples.NODE_3) ? row(node, owner, actor) : refused("node-owned", node + " has an owner.");
    }

    @Override
    public Uni<Ownership> giveBack(NodeId node, String actor) {
        return node.equals(Samples.NODE_3)
                ? row(node, Optional.empty(), actor)
                : refused("not-waiting", node + " waits for nobody.");
    }

    @Override
    public Uni<Ownership> settle(NodeId node, Optional<FrameworkId> owner, String actor, String reason) {
        return node.equals(Samples.NODE_3)
                ? row(node, owner, actor + ", " + reason)
                : refused("node-waits-for-nobody", node + " waits for nobody.");
    }

    @Override
    public Uni<Ownership> pin(NodeId node, String actor, String reason) {
        return node.equals(Samples.NODE_2)
                ? refused("node-moving", node + " moves.")
                : Uni.createFrom()
                        .item(new Ownership(
                                node,
                                Optional.of(Samples.SPARK),
                                Ownership.State.SETTLED,
                                4,
                                Optional.empty(),
                                Optional.empty(),
                                Samples.NOW,
                                Optional.of(new Pin(actor, reason, Samples.NOW))));
    }

    @Override
    public Uni<Ownership> unpin(NodeId node, String actor, String reason) {
        return row(node, Optional.of(Samples.SPARK), actor);
    }

    @Override
    public Uni<List<Ledger.Past>> history(NodeId node, int limit) {
        return row(node, Optional.of(Samples.SPARK), "ada").map(r -> List.of(new Ledger.Past(r, Samples.NOW)));
    }

    private static Uni<Ownership> row(NodeId node, Optional<FrameworkId> owner, String actor) {
        return Uni.createFrom()
                .item(new Ownership(
                        node,
                        owner,
                        Ownership.State.SETTLED,
                        4,
                        Optional.empty(),
                        Optional.of("by " + actor),
                        Samples.NOW));
    }

    private static Uni<Ownership> refused(String code, String sentence) {
        return Uni.createFrom().failure(new Operations.Rejected(List.of(new Operations.Problem(code, sentence))));
    }
}
