package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.server.PostgresResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class LedgerStoreTest extends LedgerContract {

    @Inject
    LedgerStore store;

    @Inject
    Transactions transactions;

    @Override
    Ledger ledger() {
        return store;
    }

    @Override
    List<Ownership> history(NodeId node) {
        return get(transactions.in(session -> session.createSelectionQuery(
                                "from LedgerHistoryRow where key.node = :node order by key.epoch",
                                LedgerHistoryRow.class)
                        .setParameter("node", node.value())
                        .getResultList()))
                .stream()
                .map(row -> new Ownership(
                        node,
                        Optional.ofNullable(row.owner).map(FrameworkId::new),
                        row.state,
                        row.key.epoch(),
                        Optional.ofNullable(row.operation).map(OperationId::new),
                        Optional.ofNullable(row.note),
                        row.at))
                .toList();
    }
}
