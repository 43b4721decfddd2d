package dev.sluice.fleet.ledger;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.leading.Term;
import dev.sluice.leading.Terms;
import java.time.Clock;
import java.util.List;

class FakeLedgerTest extends LedgerContract {

    private final Terms terms = new Terms();
    private final FakeLedger ledger = new FakeLedger(Clock.systemUTC(), terms);

    FakeLedgerTest() {
        terms.raise();
    }

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    Term term() {
        return terms.current();
    }

    @Override
    void depose() {
        terms.raise();
    }

    @Override
    List<Ownership> history(NodeId node) {
        return ledger.history().stream().filter(o -> o.node().equals(node)).toList();
    }
}
