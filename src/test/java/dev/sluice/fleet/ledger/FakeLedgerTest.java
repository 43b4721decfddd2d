package dev.sluice.fleet.ledger;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import java.time.Clock;
import java.util.List;

class FakeLedgerTest extends LedgerContract {

    private final FakeLedger ledger = new FakeLedger(Clock.systemUTC());

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    List<Ownership> history(NodeId node) {
        return ledger.history().stream().filter(o -> o.node().equals(node)).toList();
    }
}
