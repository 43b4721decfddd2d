package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.leading.Leadership;
import dev.sluice.leading.Leadership.Standing;
import dev.sluice.leading.Term;
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

    @Inject
    Leadership leadership;

    @Override
    Ledger ledger() {
        return store;
    }

    @Override
    Term term() {
        // The server under test takes the lead again when a test has raised the term.
        while (true) {
            if (leadership.standing() instanceof Standing.Leads leads
                    && leads.term().equals(current())) {
                return leads.term();
            }
            Thread.onSpinWait();
        }
    }

    private Term current() {
        long term = get(transactions.stateless(
                session -> session.createNativeQuery("select greatest(term, 1) from leadership", Long.class)
                        .getSingleResult()));
        return new Term(term);
    }

    @Override
    void depose() {
        get(transactions.stateless(session -> session.createNativeQuery("update leadership set term = term + 1")
                .executeUpdate()));
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
