package dev.sluice.moving;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.FakeLedger;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Between executor and framework: fails the test when a call was not journalled first, or carries a wrong epoch. */
final class GuardedDriver implements FrameworkDriver {

    private final FrameworkDriver framework;
    private final MemoryJournal journal;
    private final FakeLedger ledger;
    private final Consumer<String> violated;
    private final boolean lies;

    GuardedDriver(
            FrameworkDriver framework,
            MemoryJournal journal,
            FakeLedger ledger,
            Consumer<String> violated,
            boolean lies) {
        this.lies = lies;
        this.violated = violated;
        this.framework = framework;
        this.journal = journal;
        this.ledger = ledger;
    }

    private void check(MemberOrder order, Set<MoveStep> steps) {
        if (journal.dead()) {
            violated.accept("a dead process calls: " + order);
        }
        Optional<MoveEvent> last = journal.last(order.operation(), order.node());
        boolean started = last.filter(e -> e instanceof MoveEvent.Started s && steps.contains(s.step()))
                .isPresent();
        Ownership row = ledger.row(order.node());
        if (!started || row.epoch() != order.epoch() || !row.operation().equals(Optional.of(order.operation()))) {
            violated.accept(order + " came after " + last + " with the ledger at " + row);
        }
    }

    @Override
    public Set<Capability> lacks() {
        return framework.lacks();
    }

    @Override
    public Uni<Observation> observe() {
        return framework.observe();
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        check(order, Set.of(MoveStep.DRAIN));
        return framework.drain(order);
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        check(order, Set.of(MoveStep.EMPTY));
        return framework.progress(order);
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        check(order, order.workerStopped() ? Set.of(MoveStep.STOP) : Set.of(MoveStep.RELEASE));
        return framework.release(order);
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        check(order, Set.of(MoveStep.ADMIT, MoveStep.READMIT));
        return framework.admit(order);
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return lies ? Uni.createFrom().item(Presence.ABSENT) : framework.confirm(member);
    }
}
