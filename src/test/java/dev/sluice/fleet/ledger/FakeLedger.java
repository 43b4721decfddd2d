package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ledger in memory; passes the same contract as the store. Safe for several threads. */
public final class FakeLedger implements Ledger {

    private final Clock clock;
    private final Map<NodeId, Ownership> rows = new TreeMap<>();
    private final List<Ownership> history = new ArrayList<>();

    public FakeLedger(Clock clock) {
        this.clock = clock;
    }

    /** Every row that there ever was, in order. */
    public synchronized List<Ownership> history() {
        return List.copyOf(history);
    }

    public synchronized Ownership row(NodeId node) {
        return Optional.ofNullable(rows.get(node)).orElseThrow();
    }

    @Override
    public Uni<List<Ownership>> all() {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return List.copyOf(rows.values());
            }
        });
    }

    @Override
    public Uni<Optional<Ownership>> find(NodeId node) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return Optional.ofNullable(rows.get(node));
            }
        });
    }

    @Override
    public Uni<Ownership> enter(NodeId node, Optional<FrameworkId> owner) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return rows.computeIfAbsent(node, n -> {
                    Ownership entered = new Ownership(
                            n, owner, Ownership.State.SETTLED, 1, Optional.empty(), Optional.empty(), clock.instant());
                    history.add(entered);
                    return entered;
                });
            }
        });
    }

    @Override
    public Uni<Change> claim(Ownership expected, OperationId operation) {
        require(expected, Ownership.State.SETTLED);
        return change(expected, expected.owner(), Ownership.State.MOVING, Optional.of(operation), Optional.empty());
    }

    @Override
    public Uni<Change> handOver(Ownership expected, Optional<FrameworkId> owner) {
        require(expected, Ownership.State.MOVING);
        return change(expected, owner, Ownership.State.MOVING, expected.operation(), Optional.empty());
    }

    @Override
    public Uni<Change> settle(Ownership expected) {
        require(expected, Ownership.State.MOVING);
        return change(expected, expected.owner(), Ownership.State.SETTLED, Optional.empty(), Optional.empty());
    }

    @Override
    public Uni<Change> mark(
            Ownership expected, Ownership.State state, Optional<FrameworkId> owner, Optional<String> note) {
        if (state == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " becomes MOVING by a claim only");
        }
        return change(expected, owner, state, Optional.empty(), note);
    }

    private Uni<Change> change(
            Ownership expected,
            Optional<FrameworkId> owner,
            Ownership.State state,
            Optional<OperationId> operation,
            Optional<String> note) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                Ownership now = rows.get(expected.node());
                if (now == null) {
                    return new Change.Unknown(expected.node());
                }
                if (now.epoch() != expected.epoch() || !now.owner().equals(expected.owner())) {
                    return new Change.Outdated(now);
                }
                Ownership next =
                        new Ownership(now.node(), owner, state, now.epoch() + 1, operation, note, clock.instant());
                rows.put(next.node(), next);
                history.add(next);
                return new Change.Done(next);
            }
        });
    }

    private static void require(Ownership expected, Ownership.State state) {
        if (expected.state() != state) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " is " + expected.state());
        }
    }
}
