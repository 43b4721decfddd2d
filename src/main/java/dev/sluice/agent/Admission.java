package dev.sluice.agent;

import dev.sluice.fleet.NodeId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which nodes may call, as an administrator sees and decides it. */
public interface Admission {

    /** A new join token and until when it is good; it cannot be had again. */
    record Token(String token, Instant expiresAt) {}

    /**
     * One node as its agent and its credential stand.
     *
     * @param version of the agent; empty when it has not called since this server started
     * @param admitted whether it has a credential that is good
     * @param credentialUntil empty when it has none, or one without an end
     */
    record Standing(AgentReport report, String version, boolean admitted, Optional<Instant> credentialUntil) {}

    /** Every node whose agent has ever called, by id. */
    Uni<List<Standing>> all();

    Uni<Token> token(NodeId node, String issuedBy);

    /**
     * Makes the node's credential and its unused tokens void, and ends its connection; its worker goes on.
     *
     * @return false when there is no such node and no token for it either
     */
    Uni<Boolean> revoke(NodeId node);

    /**
     * Asks the node's agent to get itself a new credential.
     *
     * @return false when it is not connected
     */
    Uni<Boolean> rotate(NodeId node);
}
