package dev.sluice.api;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.Control;
import dev.sluice.moving.Controls;
import dev.sluice.moving.Operations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Knows op-7. Refuses to move more than one node; breaks when the reason is "break". Remembers who did what. */
@Alternative
@Singleton
class FakeOperations implements Operations, Controls {

    final List<String> done = new CopyOnWriteArrayList<>();

    @Override
    public Uni<Plan> plan(Request request) {
        return Uni.createFrom().item(new Plan(request, List.of(Samples.NODE_2), problems(request)));
    }

    @Override
    public Uni<Operation> start(Request request, String actor) {
        if ("break".equals(request.reason())) {
            return Uni.createFrom().failure(new IllegalStateException("secret detail of the inside"));
        }
        var problems = problems(request);
        if (!problems.isEmpty()) {
            return Uni.createFrom().failure(new Rejected(problems));
        }
        done.add(actor + " moves " + request.count());
        return Uni.createFrom().item(Samples.draining());
    }

    @Override
    public Uni<Outlook> outlook(OperationId id, Optional<NodeId> node, Control control) {
        return Uni.createFrom()
                .item(new Outlook(
                        id,
                        control,
                        List.of(new Effect(
                                Samples.NODE_2,
                                "DRAINING",
                                control.kind() != Control.Kind.RETRY,
                                "node-2 would feel " + control.kind() + "."))));
    }

    @Override
    public Uni<Operation> control(OperationId id, Optional<NodeId> node, Control control, String actor, String reason) {
        String what =
                control.kind() + control.by().map(d -> " " + d.toSeconds()).orElse("");
        done.add(actor + " " + what + " " + id + node.map(n -> " " + n).orElse("") + ": " + reason);
        return Uni.createFrom().item(Samples.draining());
    }

    @Override
    public Uni<Optional<Operation>> find(OperationId id) {
        return Uni.createFrom().item(Samples.OP_7.equals(id) ? Optional.of(Samples.draining()) : Optional.empty());
    }

    @Override
    public Uni<List<Operation>> recent(int limit) {
        return Uni.createFrom().item(List.of(Samples.draining()));
    }

    private static List<Problem> problems(Request request) {
        return request.count() > 1
                ? List.of(new Problem("floor", "YARN would have 0 nodes; its guarantee is 1."))
                : List.of();
    }
}
