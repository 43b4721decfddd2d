package dev.sluice.moving;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.leading.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One server process of a replica, from its start to its death: all that moving needs, behind links of its own. */
final class SimReplica {

    /** How far the clocks of two processes may be apart. */
    static final Duration SKEW = Duration.ofSeconds(2);

    private static final Duration TICK = SimLease.TIMEOUT.dividedBy(5);

    private final SimWorld world;
    private final SimLife life;
    private final SimLink database;
    private final Map<FrameworkId, SimLink> links = new LinkedHashMap<>();
    private final SimAgents.View agents;
    private final SimInventory inventory;
    private final JournalledOperations operations;
    private final Nodes nodes;
    private final LeaderWork work;
    private Optional<Term> term = Optional.empty();
    private Optional<Instant> asked = Optional.empty();
    private Instant believesUntil = Instant.MIN;

    SimReplica(SimWorld world, String name) {
        this.world = world;
        this.life = new SimLife(name, world.timers, world.skew());
        this.database = world.link(life);
        this.agents = world.agents.viewFor(life, database);
        Map<FrameworkId, FrameworkDriver> drivers = new LinkedHashMap<>();
        world.fleet.frameworks().forEach((id, framework) -> {
            SimLink link = world.link(life);
            links.put(id, link);
            drivers.put(id, world.flaws.in(new SimDriver(framework, link, life, world.watch, world.flaws.echoes())));
        });
        this.inventory = new SimInventory(
                world.flaws.in(world.fleet.configured()),
                drivers,
                world.fleet.nodes().values(),
                life.clock());
        MoveJournal journal = world.database.journalFor(life, database);
        Ledger ledger = world.database.ledgerFor(database);
        MovingConfig config = world.flaws.in(world.fleet.config());
        StepCalls calls = new StepCalls(
                inventory,
                agents,
                new LedgerSteps(ledger),
                new LeapCheck(inventory, agents, ledger),
                new CallLimit(life, config.callLimit(), this::holds));
        MoveExecutor executor = new MoveExecutor(journal, calls, life, life.clock(), config, this::holds);
        this.operations =
                new JournalledOperations(journal, ledger, new Preflight(inventory, agents), executor, life.clock());
        this.nodes = new LedgerNodes(ledger, agents, operations, life.clock());
        this.work = new LeaderWork(executor, operations, new FleetRegister(ledger, agents, inventory), life, config);
        inventory.start(life, ledger, agents);
        life.every(TICK, this::tick);
    }

    SimLife life() {
        return life;
    }

    boolean leads() {
        return term.isPresent() && !life.dead();
    }

    private boolean holds(Term asked) {
        return term.filter(asked::equals).isPresent() && world.timers.now().isBefore(believesUntil);
    }

    SimInventory inventory() {
        return inventory;
    }

    JournalledOperations operations() {
        return operations;
    }

    Nodes nodes() {
        return nodes;
    }

    /** Every link of it. */
    List<SimLink> links() {
        List<SimLink> all = new ArrayList<>(links.values());
        all.add(database);
        return all;
    }

    SimLink database() {
        return database;
    }

    void end() {
        life.die();
        agents.end();
    }

    // ---- the lease, as a server holds it ----

    private void tick() {
        Instant now = world.timers.now();
        if (term.isPresent() && !now.isBefore(believesUntil)) {
            rest();
        }
        if (asked.isPresent()) {
            return;
        }
        asked = Optional.of(now);
        database.call(SimDatabase.Failures.DATABASE, () -> world.lease.answer(life))
                .subscribe()
                .with(held -> answered(held, now), failure -> {
                    if (isCurrent(now)) {
                        rest();
                        world.lease.drop(life);
                    }
                });
    }

    /** Whether the question has not been given up meanwhile, with the session that it was asked in. */
    private boolean isCurrent(Instant sent) {
        return asked.equals(Optional.of(sent));
    }

    private void answered(Optional<Term> held, Instant sent) {
        if (!isCurrent(sent)) {
            return;
        }
        asked = Optional.empty();
        believesUntil = sent.plus(SimLease.TIMEOUT.multipliedBy(4).dividedBy(5));
        boolean late = !world.timers.now().isBefore(believesUntil);
        if (term.isPresent() && (late || !term.equals(held))) {
            rest();
        } else if (term.isEmpty() && held.isPresent() && !late) {
            term = held;
            work.lead(held.get());
        }
    }

    private void rest() {
        asked = Optional.empty();
        if (term.isPresent()) {
            term = Optional.empty();
            work.rest();
            world.lease.drop(life);
        }
    }
}
