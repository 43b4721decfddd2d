package dev.sluice.moving;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.moving.MemoryJournal.KeptMove;
import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What must always hold, checked after each event against the frameworks, workers, ledger and journal themselves.
 *
 * <p>An event changes what {@link #touched} names and nothing else, so only that is looked at, and everything every
 * {@value #ALL_EVERY} events. The first violation is kept; it is not thrown, as the code under test would take it for a
 * failure of a peer.
 */
final class SimWatch {

    static final int ALL_EVERY = 500;

    /** Beyond a state's deadline: outages of the database, takeovers, the time a call may take. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** What can be violated. */
    enum Rule {
        /** A node runs one worker and serves in one framework at most, the one that the ledger names. */
        ONE_OWNER,
        /** No framework is left with fewer nodes than its guarantee. */
        FLOOR,
        /** No framework has more moves under way than it may have at once. */
        BUDGET,
        /** What has moved lately is not moved again, unless by a person. */
        DWELL,
        /** A move waits for a deadline, a slot or a person, and says for which. */
        REASON,
        /** Nothing is called that was not journalled first, under the ledger's epoch, by a process that lives and leads. */
        JOURNAL_FIRST,
        /** No worker is stopped while it works, unless somebody forced it. */
        WORK,
        /** Without accidents every operation ends, and every node is where the ledger says. */
        END
    }

    /** The first thing that went wrong. */
    record Violation(Rule rule, Instant at, String what) {}

    private final SimFleet fleet;
    private final MemoryJournal journal;
    private final FakeLedger ledger;
    private final ManualTimers timers;
    private Predicate<SimLife> holdsLease = life -> true;

    private final Set<NodeId> touched = new LinkedHashSet<>();
    private final Map<NodeId, FrameworkId> available = new HashMap<>();
    private final Map<FrameworkId, Integer> availableIn = new HashMap<>();
    private final Set<KeptMove> underWay = new HashSet<>();
    private final Map<FrameworkId, Integer> underWayIn = new HashMap<>();
    /** Moves that a person set going again, which waits for no slot. */
    private final Set<KeptMove> resumed = new HashSet<>();

    private final Map<NodeId, Optional<FrameworkId>> owners = new HashMap<>();
    private final Map<NodeId, Instant> moved = new HashMap<>();
    private Optional<Violation> violation = Optional.empty();
    private long events;
    private long fingerprint;

    SimWatch(SimFleet fleet, MemoryJournal journal, FakeLedger ledger, ManualTimers timers) {
        this.fleet = fleet;
        this.journal = journal;
        this.ledger = ledger;
        this.timers = timers;
    }

    void holdsLease(Predicate<SimLife> who) {
        holdsLease = who;
    }

    Optional<Violation> violation() {
        return violation;
    }

    long events() {
        return events;
    }

    /** Of everything that was journalled; the same for two runs of one seed. */
    String fingerprint() {
        return Long.toHexString(fingerprint);
    }

    void violated(Rule rule, String what) {
        if (violation.isEmpty()) {
            violation = Optional.of(new Violation(rule, timers.now(), what));
        }
    }

    // ---- what happens ----

    /** An event has ended. */
    void event() {
        events++;
        if (events % ALL_EVERY == 0) {
            touched.addAll(fleet.nodes().keySet());
            journal.runningMoves().forEach(this::checkProgress);
        }
        if (!touched.isEmpty()) {
            touched.forEach(this::checkNode);
            touched.clear();
            fleet.frameworks().keySet().forEach(this::checkFloor);
        }
    }

    void touched(NodeId node) {
        touched.add(node);
    }

    void claimed(Ownership before, OperationId by) {
        Optional<Instant> free = Optional.ofNullable(moved.get(before.node())).map(at -> at.plus(fleet.dwell()));
        boolean automatic = journal.kept(by, before.node())
                .filter(m -> m.header().reason().equals(SimAccidents.AUTOMATIC))
                .isPresent();
        // A server's clock is as wrong as this.
        Instant now = timers.now().plus(SimReplica.SKEW);
        if (automatic && free.filter(now::isBefore).isPresent()) {
            violated(Rule.DWELL, by + " takes " + before + ", which stays until " + free);
        }
    }

    void stopping(NodeId node, int work) {
        boolean forced = journal.running(node)
                .filter(m -> m.events().stream().anyMatch(e -> e instanceof MoveEvent.ForceRequested))
                .isPresent();
        if (work > 0 && !forced) {
            violated(Rule.WORK, "the worker of " + node + " is stopped with " + work + " pieces of work on it");
        }
    }

    void sent(SimLife by, MemberOrder order, Set<MoveStep> steps) {
        Optional<KeptMove> kept = journal.kept(order.operation(), order.node());
        Ownership row = ledger.row(order.node());
        boolean journalled = lastBegan(kept, steps) && isHeldBy(row, order);
        if (by.dead() || !holdsLease.test(by) || !journalled) {
            violated(
                    Rule.JOURNAL_FIRST,
                    by + " sends " + order + " for " + steps + " after "
                            + kept.map(k -> k.events().isEmpty()
                                    ? "nothing"
                                    : k.events().getLast()) + " with " + row);
        }
    }

    private static boolean lastBegan(Optional<KeptMove> move, Set<MoveStep> steps) {
        return move.flatMap(KeptMove::last)
                .filter(e -> e instanceof MoveEvent.Started s && steps.contains(s.step()))
                .isPresent();
    }

    private static boolean isHeldBy(Ownership row, MemberOrder order) {
        return row.epoch() == order.epoch()
                && row.operation().filter(order.operation()::equals).isPresent();
    }

    void journalled(KeptMove move) {
        NodeId node = move.route().node();
        touched.add(node);
        fingerprint = fingerprint * 31 + move.events().getLast().toString().hashCode();
        fingerprint = fingerprint * 31 + node.value().hashCode();
        if (move.before() instanceof MoveState.Stuck) {
            resumed.add(move);
        }
        if (move.state() instanceof MoveState.Stuck stuck
                && stuck.reason().sentence().isBlank()) {
            violated(
                    Rule.REASON,
                    node + " is stuck without a reason in " + move.header().id());
        }
        boolean counts = counts(move);
        if (counts && underWay.add(move)) {
            ends(move, 1);
        } else if (!counts && underWay.remove(move)) {
            ends(move, -1);
        }
        if (move.state().ended()) {
            resumed.remove(move);
        }
    }

    private boolean counts(KeptMove move) {
        return switch (move.state()) {
            case MoveState.Reserved s -> false;
            // Not begun and called back: nothing is asked of anybody but the ledger.
            case MoveState.RollingBack s when move.before() instanceof MoveState.Reserved -> false;
            case MoveState.RollingBack s -> underWay.contains(move);
            case MoveState.Running s -> !resumed.contains(move);
            case MoveState.Stuck s -> false;
            case MoveState.Moved s -> false;
            case MoveState.Undone s -> false;
            case MoveState.Quarantined s -> false;
        };
    }

    private void ends(KeptMove move, int by) {
        count(move.route().donor(), by);
        count(move.route().taker(), by);
    }

    private void count(Optional<FrameworkId> end, int by) {
        end.ifPresent(f -> {
            int now = underWayIn.merge(f, by, Integer::sum);
            if (now > fleet.config().parallelism().most()) {
                violated(
                        Rule.BUDGET,
                        f + " has " + now + " moves under way: "
                                + underWay.stream()
                                        .filter(m -> touches(m, f))
                                        .map(m -> "\n" + m.header().id() + " " + m.state() + " after " + m.events())
                                        .toList());
            }
        });
    }

    private static boolean touches(KeptMove move, FrameworkId framework) {
        return move.route().donor().filter(framework::equals).isPresent()
                || move.route().taker().filter(framework::equals).isPresent();
    }

    // ---- what must hold ----

    private void checkNode(NodeId node) {
        Ownership row = ledger.row(node);
        Optional<FrameworkId> owner = owners.put(node, row.owner());
        if (owner != null && !owner.equals(row.owner())) {
            moved.put(node, row.since());
        }
        Optional<FrameworkId> running = Optional.empty();
        for (Map.Entry<FrameworkId, FakeFramework> entry : fleet.frameworks().entrySet()) {
            FrameworkId framework = entry.getKey();
            String member = fleet.member(node, framework);
            boolean runs = entry.getValue().workerRuns(member);
            if (runs || entry.getValue().presence(member) != Presence.ABSENT) {
                if (running.isPresent()) {
                    violated(Rule.ONE_OWNER, node + " is in " + running.get() + " and in " + framework);
                }
                running = Optional.of(framework);
                if (runs && !row.heldBy(framework)) {
                    violated(Rule.ONE_OWNER, node + " runs a worker of " + framework + ", and the ledger says " + row);
                }
            }
        }
        if (row.state() == Ownership.State.QUARANTINED
                && row.note().filter(n -> !n.isBlank()).isEmpty()) {
            violated(Rule.REASON, node + " is quarantined without a reason");
        }
        availability(row);
    }

    private void availability(Ownership row) {
        Optional<FrameworkId> now = row.owner().filter(f -> isAvailable(row, f));
        FrameworkId before = available.get(row.node());
        if (before != null) {
            availableIn.merge(before, -1, Integer::sum);
        }
        now.ifPresentOrElse(
                f -> {
                    available.put(row.node(), f);
                    availableIn.merge(f, 1, Integer::sum);
                },
                () -> available.remove(row.node()));
    }

    /** Whether Sluice has left it to its owner. What an accident or another hand does to it is not counted against Sluice. */
    private boolean isAvailable(Ownership row, FrameworkId owner) {
        FakeFramework framework = fleet.of(owner);
        String member = fleet.member(row.node(), owner);
        boolean drained =
                framework.drainReason(member).flatMap(DrainMark::parse).isPresent();
        boolean arriving = journal.running(row.node())
                .flatMap(m -> m.route().taker())
                .filter(owner::equals)
                .isPresent();
        return !drained && (!arriving || framework.presence(member) == Presence.SERVING);
    }

    private void checkFloor(FrameworkId framework) {
        int left = availableIn.getOrDefault(framework, 0);
        if (left < fleet.guarantee(framework)) {
            violated(
                    Rule.FLOOR,
                    framework + " is left with " + left + " nodes and is guaranteed " + fleet.guarantee(framework));
        }
    }

    private void checkProgress(KeptMove move) {
        if (move.state() instanceof MoveState.Running state && !(state instanceof MoveState.Reserved)) {
            Instant last = move.events().getLast().at();
            Duration most = fleet.config().deadline().of(state).plus(PATIENCE);
            if (last.plus(most).isBefore(timers.now())) {
                violated(
                        Rule.REASON,
                        move.route().node() + " has been " + state.name() + " since " + state.since() + ", and nothing"
                                + " has happened since " + move.events().getLast());
            }
        }
    }
}
