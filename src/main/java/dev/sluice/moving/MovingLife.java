package dev.sluice.moving;

import dev.sluice.agent.Agents;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.Inventory;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Puts moving together, starts it with the server and stops it with the server. */
@Singleton
class MovingLife {

    private static final Logger LOG = Logger.getLogger(MovingLife.class);

    private final Timers timers;
    private final MovingConfig config;
    private final List<Timers.Handle> handles = new ArrayList<>();

    MovingLife(Timers timers, MovingConfig config) {
        this.timers = timers;
        this.config = config;
        if (config.parallelism() < 1) {
            throw new IllegalArgumentException(
                    "sluice.moving.parallelism is " + config.parallelism() + ": it must be 1 or more");
        }
    }

    @Produces
    @Singleton
    MoveExecutor executor(MoveJournal journal, Inventory inventory, Agents agents, Ledger ledger, Clock clock) {
        StepCalls calls = new StepCalls(
                inventory,
                agents,
                new LedgerSteps(ledger),
                new LeapCheck(inventory, agents, ledger),
                new CallLimit(timers, config.callLimit()));
        return new MoveExecutor(journal, calls, timers, clock, config);
    }

    @Produces
    @Singleton
    @Typed({Operations.class, Interventions.class, Nodes.class, JournalledOperations.class})
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
    FleetRegister register(Ledger ledger, Agents agents, Inventory inventory) {
        return new FleetRegister(ledger, agents, inventory);
    }

    void start(
            @Observes StartupEvent event,
            MoveExecutor executor,
            MoveJournal journal,
            JournalledOperations operations,
            FleetRegister register) {
        lead(executor, journal, operations);
        handles.add(repeatedly("Entering new nodes", register::enterNew));
    }

    private void lead(MoveExecutor executor, MoveJournal journal, JournalledOperations operations) {
        executor.lead()
                .chain(journal::toTakeBack)
                .chain(left -> Multi.createFrom()
                        .iterable(left)
                        .onItem()
                        .transformToUniAndConcatenate(o -> operations
                                .takeBack(o)
                                .onFailure()
                                .invoke(f -> LOG.warnf(
                                        f, "%s cannot be taken back", o.header().id()))
                                .onFailure()
                                .recoverWithNull())
                        .collect()
                        .last())
                .subscribe()
                .with(done -> LOG.debug("Moves go on"), failure -> {
                    LOG.error("The journal of moves cannot be read; trying again.", failure);
                    handles.add(timers.after(config.backOff().most(), () -> lead(executor, journal, operations)));
                });
    }

    /** Once per poll period, and never while the time before is not over. */
    private Timers.Handle repeatedly(String what, Supplier<Uni<Void>> work) {
        AtomicBoolean busy = new AtomicBoolean();
        return timers.every(config.pollPeriod(), () -> {
            if (busy.compareAndSet(false, true)) {
                work.get().subscribe().with(done -> busy.set(false), failure -> {
                    busy.set(false);
                    LOG.warnf(failure, "%s failed; it is tried again", what);
                });
            }
        });
    }

    void stop(@Observes ShutdownEvent event, MoveExecutor executor) {
        handles.forEach(Timers.Handle::cancel);
        executor.rest();
    }
}
