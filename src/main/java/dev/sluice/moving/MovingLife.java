package dev.sluice.moving;

import dev.sluice.agent.Agents;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.leading.Term;
import dev.sluice.time.Timers;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Predicate;

/** Puts moving together. */
@Singleton
class MovingLife {

    private final Timers timers;
    private final MovingConfig config;

    MovingLife(Timers timers, MovingConfig config) {
        this.timers = timers;
        this.config = config;
        MovingConfig.Parallelism parallelism = config.parallelism();
        if (parallelism.first() < 1) {
            throw new IllegalArgumentException(
                    "sluice.moving.parallelism.first is " + parallelism.first() + ": it must be 1 or more");
        }
        if (parallelism.most() < parallelism.first()) {
            throw new IllegalArgumentException("sluice.moving.parallelism.most is " + parallelism.most()
                    + ": it must not be below sluice.moving.parallelism.first, which is " + parallelism.first());
        }
    }

    @Produces
    @Singleton
    MoveExecutor executor(
            MoveJournal journal,
            Inventory inventory,
            Agents agents,
            Ledger ledger,
            Clock clock,
            Instance<Leadership> leadership) {
        Predicate<Term> holds = term -> leadership.get().holds(term);
        StepCalls calls = new StepCalls(
                inventory,
                agents,
                new LedgerSteps(ledger),
                new LeapCheck(inventory, agents, ledger),
                new CallLimit(timers, config.callLimit(), holds));
        return new MoveExecutor(journal, calls, timers, clock, config, holds);
    }

    @Produces
    @Singleton
    @Typed({Operations.class, Controls.class, JournalledOperations.class})
    JournalledOperations operations(
            MoveJournal journal,
            Ledger ledger,
            Inventory inventory,
            Agents agents,
            MoveExecutor executor,
            Clock clock) {
        return new JournalledOperations(journal, ledger, new Preflight(inventory, agents), executor, clock);
    }

    @Produces
    @Singleton
    Nodes nodes(Ledger ledger, Agents agents, JournalledOperations operations, Clock clock) {
        return new LedgerNodes(ledger, agents, operations, clock);
    }

    @Produces
    @Singleton
    FleetRegister register(Ledger ledger, Agents agents, Inventory inventory) {
        return new FleetRegister(ledger, agents, inventory);
    }

    @Produces
    @Singleton
    LeaderWork work(MoveExecutor executor, JournalledOperations operations, FleetRegister register) {
        return new LeaderWork(executor, operations, register, timers, config);
    }
}
