package dev.sluice.moving;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.ledger.Ledger;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private final MoveJournal journal;
    private final MoveExecutor executor;
    private final JournalledOperations operations;
    private long term;
    private boolean leads;
    private boolean asking;
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
        this.journal = world.database.journalFor(life, database, () -> term);
        Ledger ledger = world.database.ledgerFor(database);
        MovingConfig config = world.flaws.in(world.fleet.config());
        StepCalls calls = new StepCalls(
                inventory,
                agents,
                new LedgerSteps(ledger),
                new LeapCheck(inventory, agents, ledger),
                new CallLimit(life, config.callLimit()));
        this.executor = new MoveExecutor(journal, calls, life, life.clock(), config);
        this.operations =
                new JournalledOperations(journal, ledger, new Preflight(inventory, agents), executor, life.clock());
        inventory.start(life, ledger, agents);
        life.every(TICK, this::tick);
    }

    SimLife life() {
        return life;
    }

    boolean leads() {
        return leads && !life.dead();
    }

    SimInventory inventory() {
        return inventory;
    }

    JournalledOperations operations() {
        return operations;
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
        if (leads && !now.isBefore(believesUntil)) {
            rest();
        }
        if (asking) {
            return;
        }
        asking = true;
        Instant sent = now;
        database.call(SimDatabase.Failures.DATABASE, () -> world.lease.answer(life))
                .subscribe()
                .with(
                        held -> {
                            asking = false;
                            if (held.isPresent()) {
                                believesUntil = sent.plus(
                                        SimLease.TIMEOUT.multipliedBy(4).dividedBy(5));
                                lead(held.get());
                            } else if (leads) {
                                rest();
                            }
                        },
                        failure -> {
                            asking = false;
                            if (leads) {
                                rest();
                            }
                            world.lease.drop(life);
                        });
    }

    private void lead(long held) {
        if (leads && term == held) {
            return;
        }
        if (leads) {
            rest();
            return;
        }
        if (!world.timers.now().isBefore(believesUntil)) {
            return;
        }
        leads = true;
        term = held;
        executor.lead()
                .chain(journal::toTakeBack)
                .chain(left -> Multi.createFrom()
                        .iterable(left)
                        .onItem()
                        .transformToUniAndConcatenate(
                                o -> operations.takeBack(o).onFailure().recoverWithNull())
                        .collect()
                        .last())
                .subscribe()
                // Nothing was read: another term, perhaps of the same process, begins again.
                .with(done -> {}, failure -> rest());
    }

    private void rest() {
        leads = false;
        executor.rest();
        world.lease.drop(life);
    }
}
