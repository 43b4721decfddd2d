package dev.sluice.agent;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.ledger.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The store in PostgreSQL. Each change is one conditional statement, so the database arbitrates between replicas. */
@Singleton
class PostgresAgentStore implements AgentStore {

    private final Transactions transactions;
    private final AgentFrames frames;

    PostgresAgentStore(Transactions transactions, AgentFrames frames) {
        this.transactions = transactions;
        this.frames = frames;
    }

    @Override
    public Uni<Optional<AgentWish>> keep(NodeId node, AgentWish wish, Instant now) {
        return transactions.in(session -> session.createMutationQuery("""
                        insert into WishRow (node, role, prepare, epoch, revision, at)
                        values (:node, :role, :prepare, :epoch, 1, :at)
                        on conflict (node) do update
                        set role = excluded.role, prepare = excluded.prepare, epoch = excluded.epoch,
                            revision = revision + 1, at = excluded.at
                        where epoch <= excluded.epoch""")
                .setParameter("node", node.value())
                .setParameter("role", wish.role().map(FrameworkId::value).orElse(null))
                .setParameter("prepare", wish.prepare().map(FrameworkId::value).orElse(null))
                .setParameter("epoch", wish.epoch())
                .setParameter("at", now)
                .executeUpdate()
                // In the same transaction, which holds the row: this is the one that was just written.
                .chain(kept -> kept == 1
                        ? session.find(WishRow.class, node.value()).map(row -> Optional.of(row.wish()))
                        : Uni.createFrom().item(Optional.empty())));
    }

    @Override
    public Uni<Map<NodeId, AgentWish>> wishesSince(Instant since) {
        return transactions.in(session -> session.createSelectionQuery("from WishRow where at > :since", WishRow.class)
                .setParameter("since", since)
                .getResultList()
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> new NodeId(row.node), WishRow::wish))));
    }

    @Override
    public Uni<Optional<AgentWish>> wish(NodeId node) {
        return transactions.in(session -> session.find(WishRow.class, node.value())
                .map(row -> Optional.ofNullable(row).map(WishRow::wish)));
    }

    @Override
    public Uni<Void> keep(AgentReport report) {
        return transactions
                .in(session -> session.createMutationQuery("""
                        insert into AgentNodeRow (node, description, role, state, epoch, proof, at)
                        values (:node, :description, :role, :state, :epoch, :proof, :at)
                        on conflict (node) do update
                        set description = excluded.description, role = excluded.role, state = excluded.state,
                            epoch = excluded.epoch, proof = excluded.proof, at = excluded.at
                        where at <= excluded.at""")
                        .setParameter("node", report.node().id().value())
                        .setParameter("description", frames.description(report.node()))
                        .setParameter(
                                "role", report.role().map(FrameworkId::value).orElse(null))
                        .setParameter("state", report.state())
                        .setParameter("epoch", report.epoch())
                        .setParameter("proof", report.proof())
                        .setParameter("at", report.at())
                        .executeUpdate())
                .replaceWithVoid();
    }

    @Override
    public Uni<List<AgentReport>> reports() {
        return transactions.in(session -> session.createSelectionQuery("from AgentNodeRow", AgentNodeRow.class)
                .getResultList()
                .map(rows -> rows.stream().map(this::report).toList()));
    }

    private AgentReport report(AgentNodeRow row) {
        return new AgentReport(
                frames.node(new NodeId(row.node), row.description),
                Optional.ofNullable(row.role).map(FrameworkId::new),
                row.state,
                row.epoch,
                row.proof,
                false,
                row.at);
    }

    @Override
    public Uni<Void> keepToken(JoinToken token) {
        JoinTokenRow row = new JoinTokenRow();
        row.hash = token.hash();
        row.node = token.node().value();
        row.issuedBy = token.issuedBy();
        row.issuedAt = token.issuedAt();
        row.expiresAt = token.expiresAt();
        return transactions.in(session -> session.createMutationQuery("delete JoinTokenRow where expiresAt <= :now")
                .setParameter("now", token.issuedAt())
                .executeUpdate()
                .chain(() -> session.persist(row)));
    }

    @Override
    public Uni<Boolean> useToken(String hash, NodeId node, Instant now) {
        return transactions
                .in(session -> session.createMutationQuery("""
                        update JoinTokenRow set usedAt = :now
                        where hash = :hash and node = :node and usedAt is null and expiresAt > :now""")
                        .setParameter("now", now)
                        .setParameter("hash", hash)
                        .setParameter("node", node.value())
                        .executeUpdate())
                .map(used -> used == 1);
    }

    @Override
    public Uni<Integer> dropTokens(NodeId node) {
        return transactions.in(
                session -> session.createMutationQuery("delete JoinTokenRow where node = :node and usedAt is null")
                        .setParameter("node", node.value())
                        .executeUpdate());
    }

    @Override
    public Uni<Void> giveBackToken(String hash) {
        return transactions
                .in(session -> session.createMutationQuery("update JoinTokenRow set usedAt = null where hash = :hash")
                        .setParameter("hash", hash)
                        .executeUpdate())
                .replaceWithVoid();
    }
}
