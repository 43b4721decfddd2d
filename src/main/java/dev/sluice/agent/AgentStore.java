package dev.sluice.agent;

import dev.sluice.fleet.NodeId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must outlive the server: wishes, last reports, join tokens. Callable from any thread. */
interface AgentStore {

    /** Keeps the wish unless a newer epoch is there; answers with it and its revision, or with nothing. */
    Uni<Optional<AgentWish>> keep(NodeId node, AgentWish wish, Instant now);

    Uni<Optional<AgentWish>> wish(NodeId node);

    /** What was wished since then, by any replica. */
    Uni<Map<NodeId, AgentWish>> wishesSince(Instant since);

    /** Keeps the report unless a later one is there. */
    Uni<Void> keep(AgentReport report);

    /** Every last report, none of them connected. */
    Uni<List<AgentReport>> reports();

    /** Keeps a new token, and drops those that have expired. */
    Uni<Void> keepToken(JoinToken token);

    /** Uses a token up: of two that race with the same one, one is answered true. */
    Uni<Boolean> useToken(String hash, NodeId node, Instant now);

    /** Drops the node's tokens that nobody has used, and answers how many there were. */
    Uni<Integer> dropTokens(NodeId node);

    /** Makes a used token good again, for a join that failed afterwards. */
    Uni<Void> giveBackToken(String hash);

    /** A join token as it is kept. */
    record JoinToken(String hash, NodeId node, String issuedBy, Instant issuedAt, Instant expiresAt) {}
}
