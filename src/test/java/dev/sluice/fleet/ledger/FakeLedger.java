package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
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

    private final Terms terms;

    public FakeLedger(Clock clock, Terms terms) {
        this.clock = clock;
        this.terms = terms;
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
    public Uni<Change> claim(Term term, Ownership expected, OperationId operation) {
        require(expected, Ownership.State.SETTLED);
        return change(
                Optional.of(term),
                expected,
                expected.owner(),
                Ownership.State.MOVING,
                Optional.of(operation),
                Optional.empty());
    }

    @Override
    public Uni<Change> handOver(Term term, Ownership expected, Optional<FrameworkId> owner) {
        require(expected, Ownership.State.MOVING);
        return change(
                Optional.of(term), expected, owner, Ownership.State.MOVING, expected.operation(), Optional.empty());
    }

    @Override
    public Uni<Change> settle(Term term, Ownership expected) {
        require(expected, Ownership.State.MOVING);
        return change(
                Optional.of(term),
                expected,
                expected.owner(),
                Ownership.State.SETTLED,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Uni<Change> mark(
            Term term, Ownership expected, Ownership.State state, Optional<FrameworkId> owner, Optional<String> note) {
        if (state == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " becomes MOVING by a claim only");
        }
        return change(Optional.of(term), expected, owner, state, Optional.empty(), note);
    }

    @Override
    public Uni<Change> decide(Ownership expected, Optional<FrameworkId> owner, String note) {
        if (expected.state() == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " is MOVING");
        }
        return change(Optional.empty(), expected, owner, Ownership.State.SETTLED, Optional.empty(), Optional.of(note));
    }

    private Uni<Change> change(
            Optional<Term> term,
            Ownership expected,
            Optional<FrameworkId> owner,
            Ownership.State state,
            Optional<OperationId> operation,
            Optional<String> note) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                term.ifPresent(terms::check);
                Ownership now = rows.get(expected.node());
                if (now == null) {
                    return new Change.Unknown(expected.node());
                }
                if (now.epoch() != expected.epoch() || !now.owner().equals(expected.owner())) {
                    return new Change.Outdated(now);
                }
                return done(now.next(owner, state, operation, note, clock.instant()));
            }
        });
    }

    private Change done(Ownership next) {
        rows.put(next.node(), next);
        history.add(next);
        return new Change.Done(next);
    }

    @Override
    public Uni<Change> pin(Ownership expected, Optional<Pin> pin, String why) {
        if (expected.state() == Ownership.State.MOVING) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " is MOVING");
        }
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                Ownership now = rows.get(expected.node());
                if (now == null) {
                    return new Change.Unknown(expected.node());
                }
                return now.epoch() == expected.epoch() ? done(now.pinned(pin)) : new Change.Outdated(now);
            }
        });
    }

    @Override
    public Uni<List<Past>> history(NodeId node, int limit) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return history.reversed().stream()
                        .filter(r -> r.node().equals(node))
                        .limit(limit)
                        .map(r -> new Past(r, r.since()))
                        .toList();
            }
        });
    }

    private static void require(Ownership expected, Ownership.State state) {
        if (expected.state() != state) {
            throw new IllegalArgumentException("ledger: " + expected.node() + " is " + expected.state());
        }
    }
}
