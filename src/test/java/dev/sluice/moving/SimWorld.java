package dev.sluice.moving;

import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.FakeLedger;
import dev.sluice.leading.Terms;
import dev.sluice.moving.SimWatch.Rule;
import dev.sluice.moving.SimWatch.Violation;
import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A fleet of {@value #NODES} nodes and {@value #FRAMEWORKS} frameworks under two replicas of the server, in virtual time. A
 * run is its seed: chapters of accidents, each followed by a calm in which every operation must end.
 */
final class SimWorld {

    static final int FRAMEWORKS = 10;
    static final int NODES = 600;

    private static final int PARALLELISM = 4;
    private static final Duration DWELL = Duration.ofHours(1);
    private static final Duration CHAPTER = Duration.ofMinutes(15);
    private static final Duration CALM = Duration.ofHours(3);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final ManualTimers timers = new ManualTimers(START);
    private final long seed;
    final Random random;
    final SimFlaws flaws;
    final SimFaults faults = new SimFaults();
    final SimFleet fleet = new SimFleet(new TestConfig(PARALLELISM), DWELL);
    private final Terms terms = new Terms();
    final MemoryJournal journal = new MemoryJournal(terms);
    final FakeLedger ledger = new FakeLedger(timers.clock(), terms);
    final SimLease lease = new SimLease(timers, terms);
    final SimWatch watch = new SimWatch(fleet, journal, ledger, timers);
    final SimDatabase database;
    final SimAgents agents;

    private final List<SimReplica> replicas = new ArrayList<>();
    private final SimAccidents accidents = new SimAccidents(this);
    private final Set<Integer> replacing = new HashSet<>();
    private int processes;

    SimWorld(long seed, SimFlaws flaws) {
        this.seed = seed;
        this.random = new Random(seed);
        this.flaws = flaws;
        this.database = new SimDatabase(journal, ledger, watch, flaws);
        this.agents = new SimAgents(fleet::of, timers, random, watch);
        watch.holdsLease(lease::isHeldBy);
        build();
        for (int r = 0; r < 2; r++) {
            replicas.add(newProcess());
        }
    }

    private void build() {
        List<Set<Capability>> kinds = List.of(
                Set.of(),
                EnumSet.of(Capability.RESUMES_IN_PLACE),
                EnumSet.of(Capability.MARKS_DRAINS),
                EnumSet.allOf(Capability.class));
        List<FrameworkId> ids = new ArrayList<>();
        for (int f = 0; f < FRAMEWORKS; f++) {
            FrameworkId id = new FrameworkId("f" + f);
            ids.add(id);
            fleet.frameworks().put(id, new FakeFramework(id, timers.clock(), timers, kinds.get(f % kinds.size())));
            fleet.policies()
                    .put(
                            id,
                            new FrameworkPolicy(
                                    flaws.guarantee(), flaws.guarantee(), 1000, 1, 0.7, FrameworkPolicy.Mode.AUTO));
        }
        for (int n = 0; n < NODES; n++) {
            NodeId id = new NodeId("n" + n);
            Map<FrameworkId, String> members = new TreeMap<>();
            ids.forEach(f -> members.put(f, id + "." + f));
            Node node = new Node(id, Resources.of(2, 1e9), Optional.of("rack-" + n % 7), Map.of(), members);
            // A tenth begins in the reservoir.
            Optional<FrameworkId> owner = n % 10 == 9 ? Optional.empty() : Optional.of(ids.get(n / 10 % FRAMEWORKS));
            fleet.nodes().put(id, node);
            agents.add(node, owner);
            ledger.enter(id, owner).await().indefinitely();
            owner.ifPresent(o -> fleet.of(o).with(fleet.member(id, o), node.capacity()));
            watch.touched(id);
        }
        if (flaws.agentsLie()) {
            agents.lieAboutStopping();
        }
    }

    Duration skew() {
        return Duration.ofMillis(random.nextLong(SimReplica.SKEW.toMillis()) - SimReplica.SKEW.toMillis() / 2);
    }

    SimLink link(SimLife life) {
        return new SimLink(life, timers, random, faults);
    }

    private SimReplica newProcess() {
        return new SimReplica(this, "server-" + ++processes);
    }

    /** Those that live, at least one of the time. */
    List<SimReplica> replicas() {
        return replicas.stream().filter(r -> !r.life().dead()).toList();
    }

    /** Whoever believes to lead. */
    Optional<SimReplica> leader() {
        return replicas.stream().filter(SimReplica::leads).findFirst();
    }

    /**
     * What there was, and that nothing was wrong.
     *
     * @param nanos of one processor that it took
     */
    String report(long nanos) {
        return String.format(
                Locale.ROOT,
                "Simulation, seed %d: %,d events in %.1f s of one processor (%,d a second); virtual time %s; %d frameworks, %d nodes, %,d moves,"
                        + " %,d journal writes, %d server processes, %d take-overs; violations: %s; fingerprint %s%n  %s",
                seed,
                watch.events(),
                nanos / 1e9,
                (long) (watch.events() / (nanos / 1e9)),
                Duration.between(START, timers.now()),
                FRAMEWORKS,
                NODES,
                journal.moves().size(),
                journal.appends(),
                processes,
                lease.takeOvers(),
                watch.violation().map(Violation::toString).orElse("0"),
                watch.fingerprint(),
                accidents.counts());
    }

    /** Runs chapters until so many events have happened, or one of them broke a rule. */
    Optional<Violation> run(long events) {
        while (watch.events() < events && watch.violation().isEmpty()) {
            faults.calm(false);
            accidents.begin();
            Instant end = timers.now().plus(CHAPTER);
            runWhile(() -> timers.now().isBefore(end));
            if (watch.violation().isEmpty()) {
                calm();
            }
        }
        return watch.violation();
    }

    private void runWhile(BooleanSupplier condition) {
        while (watch.violation().isEmpty() && condition.getAsBoolean()) {
            timers.runNext();
            watch.event();
            for (int r = 0; r < replicas.size(); r++) {
                if (replicas.get(r).life().dead()) {
                    replaceLater(r);
                }
            }
        }
    }

    private void replaceLater(int place) {
        if (replacing.add(place)) {
            replicas.get(place).end();
            timers.after(Duration.ofMillis(2000 + random.nextInt(20_000)), () -> {
                replacing.remove(place);
                replicas.set(place, newProcess());
            });
        }
    }

    // ---- the calm ----

    /** No more accidents; whoever is stuck is told to go on, and what is set aside is given back. */
    private void calm() {
        faults.calm(true);
        accidents.end();
        Instant giveUp = timers.now().plus(CALM);
        while (watch.violation().isEmpty() && !allEnded()) {
            if (timers.now().isAfter(giveUp)) {
                watch.violated(Rule.END, "after " + CALM + " without accidents: " + left());
                return;
            }
            resume();
            Instant look = timers.now().plus(Duration.ofSeconds(20));
            runWhile(() -> timers.now().isBefore(look));
        }
        if (watch.violation().isEmpty()) {
            // What agents and frameworks still have to do by themselves.
            Instant settled = timers.now().plus(Duration.ofSeconds(60));
            runWhile(() -> timers.now().isBefore(settled));
            fleet.nodes().keySet().forEach(this::checkAtItsPlace);
            giveBack();
        }
    }

    private boolean allEnded() {
        return journal.runningMoves().isEmpty();
    }

    private List<String> left() {
        return journal.runningMoves().stream()
                .limit(3)
                .map(m -> m.header().id() + " " + m.state() + " after " + m.events())
                .toList();
    }

    private void resume() {
        leader().ifPresent(r -> journal.runningMoves().stream()
                .filter(m -> m.state() instanceof MoveState.Stuck)
                .forEach(m -> r.operations()
                        .control(
                                m.header().id(),
                                Optional.of(m.route().node()),
                                Control.RETRY,
                                "tester",
                                "all is well again")
                        .subscribe()
                        .with(done -> {}, failure -> {})));
    }

    private void giveBack() {
        leader().ifPresent(r -> fleet.nodes().keySet().stream()
                .filter(n -> ledger.row(n).state() == Ownership.State.QUARANTINED)
                .forEach(n -> r.nodes().giveBack(n, "tester").subscribe().with(done -> {}, failure -> {})));
    }

    private void checkAtItsPlace(NodeId node) {
        Ownership row = ledger.row(node);
        Optional<FrameworkId> holds = row.state() == Ownership.State.SETTLED ? row.owner() : Optional.empty();
        boolean agreed =
                row.state() != Ownership.State.MOVING && agents.running(node).equals(holds);
        for (FrameworkId framework : fleet.frameworks().keySet()) {
            Presence wanted = holds.filter(framework::equals).isPresent() ? Presence.SERVING : Presence.ABSENT;
            agreed &= fleet.of(framework).presence(fleet.member(node, framework)) == wanted;
        }
        if (!agreed) {
            watch.violated(
                    Rule.END,
                    node + " is not where the ledger says, " + row + ": its agent runs " + agents.running(node)
                            + ", it is "
                            + holds.map(f -> fleet.of(f).presence(fleet.member(node, f)) + " there, drained by "
                                    + fleet.of(f).drainReason(fleet.member(node, f))));
        }
    }
}
