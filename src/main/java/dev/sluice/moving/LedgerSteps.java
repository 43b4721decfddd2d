package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A move's steps in the ledger. Each reads the row first: when the change is already there, from before a crash, it is done;
 * when the row is not as this move left it, somebody else has changed it and the step gives up.
 */
final class LedgerSteps {

    private final Ledger ledger;

    LedgerSteps(Ledger ledger) {
        this.ledger = ledger;
    }

    Uni<Outcome> claim(Term term, Route route) {
        return ledger.find(route.node()).chain(found -> {
            if (found.isEmpty()) {
                return item(Outcome.refused(
                        "node-unknown", "The ledger does not know " + route.node() + "; its agent must join first."));
            }
            Ownership row = found.get();
            if (claimedFor(route).test(row)) {
                return item(new Outcome.Done(row.epoch()));
            }
            if (row.pin().isPresent()) {
                return item(Outcome.refused(
                        "node-pinned", route.node() + " is " + row.pin().get().words() + "; unpin it first."));
            }
            if (row.state() != Ownership.State.SETTLED || !row.owner().equals(route.donor())) {
                return item(changed(route, row));
            }
            return ledger.claim(term, row, route.operation()).map(c -> outcome(route, c));
        });
    }

    Uni<Outcome> handOver(Term term, Route route, long epoch, Optional<FrameworkId> owner) {
        Predicate<Ownership> already =
                row -> claimedFor(route).test(row) && row.owner().equals(owner);
        return ledger.find(route.node())
                .chain(found -> next(route, epoch, found, already, row -> ledger.handOver(term, row, owner)));
    }

    Uni<Outcome> settle(Term term, Route route, long epoch) {
        Predicate<Ownership> already = row -> row.state() == Ownership.State.SETTLED;
        return ledger.find(route.node())
                .chain(found -> next(route, epoch, found, already, row -> ledger.settle(term, row)));
    }

    Uni<Outcome> quarantine(Term term, Route route, long epoch, String why) {
        Predicate<Ownership> already = row -> row.state() == Ownership.State.QUARANTINED;
        return ledger.find(route.node())
                .chain(found -> next(
                        route,
                        epoch,
                        found,
                        already,
                        row -> ledger.mark(
                                term, row, Ownership.State.QUARANTINED, Optional.empty(), Optional.of(why))));
    }

    private interface Change {
        Uni<Ledger.Change> of(Ownership row);
    }

    private static Uni<Outcome> next(
            Route route, long epoch, Optional<Ownership> found, Predicate<Ownership> already, Change change) {
        if (found.isEmpty()) {
            return item(Outcome.refused("node-unknown", "The ledger has lost " + route.node() + "."));
        }
        Ownership row = found.get();
        if (row.epoch() == epoch + 1 && already.test(row)) {
            return item(new Outcome.Done(row.epoch()));
        }
        if (row.epoch() != epoch || !claimedFor(route).test(row)) {
            return item(changed(route, row));
        }
        return change.of(row).map(c -> outcome(route, c));
    }

    private static Predicate<Ownership> claimedFor(Route route) {
        return row -> row.operation().filter(route.operation()::equals).isPresent();
    }

    private static Outcome outcome(Route route, Ledger.Change change) {
        return switch (change) {
            case Ledger.Change.Done done -> new Outcome.Done(done.now().epoch());
            case Ledger.Change.Outdated outdated -> changed(route, outdated.now());
            case Ledger.Change.Unknown unknown ->
                Outcome.refused("node-unknown", "The ledger does not know " + unknown.node() + ".");
        };
    }

    private static Outcome changed(Route route, Ownership now) {
        String owner = now.owner().map(FrameworkId::value).orElse("the reservoir");
        String by = now.operation().map(o -> " by " + o).orElse("");
        return Outcome.refused(
                "ledger-changed",
                "The ledger says that " + route.node() + " is " + now.state() + " in " + owner + by + " (epoch "
                        + now.epoch() + "), so " + route.operation() + " leaves it alone.");
    }

    private static Uni<Outcome> item(Outcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
