package dev.sluice.suggesting;

import dev.sluice.fleet.OperationId;
import dev.sluice.moving.Operations;
import dev.sluice.moving.Totals;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Operations that are noted and never get anywhere, until a test ends them. */
final class MemoryOperations implements Operations {

    final List<Operation> all = new ArrayList<>();
    final List<String> actors = new ArrayList<>();
    Optional<Problem> refusal = Optional.empty();
    Instant now = Instant.EPOCH;
    /** What a start waits for. */
    Uni<Void> beforeStart = Uni.createFrom().voidItem();

    @Override
    public Uni<Plan> plan(Request request) {
        return Uni.createFrom().failure(new UnsupportedOperationException());
    }

    @Override
    public Uni<Operation> start(Request request, String actor) {
        return beforeStart.map(ready -> {
            refusal.ifPresent(p -> {
                throw new Rejected(List.of(p));
            });
            Operation operation = new Operation(
                    OperationId.of(all.size() + 1),
                    request.from(),
                    request.to(),
                    request.reason(),
                    actor,
                    Operation.Status.RUNNING,
                    now,
                    Optional.empty(),
                    new Totals(request.nodes().size(), 0, request.nodes().size(), 0, 0, 0, 0),
                    request.nodes().stream()
                            .map(n -> new Move(
                                    n,
                                    "DRAINING",
                                    now,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Set.of(),
                                    List.of()))
                            .toList());
            all.add(operation);
            actors.add(actor);
            return operation;
        });
    }

    @Override
    public Uni<Optional<Operation>> find(OperationId id) {
        return Uni.createFrom()
                .item(() -> all.stream().filter(o -> o.id().equals(id)).findFirst());
    }

    @Override
    public Uni<List<Operation>> recent(int limit) {
        return Uni.createFrom().item(() -> List.copyOf(all));
    }
}
