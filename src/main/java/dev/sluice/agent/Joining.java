package dev.sluice.agent;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** How a node gets its credential: for a one-time token that an admin has made for this node. */
@Singleton
class Joining {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final AgentStore store;
    private final Credentials credentials;
    private final KnownAgents agents;
    private final Clock clock;
    private final Duration lifetime;

    Joining(AgentStore store, Credentials credentials, KnownAgents agents, Clock clock, AgentConfig config) {
        this.store = store;
        this.credentials = credentials;
        this.agents = agents;
        this.clock = clock;
        this.lifetime = config.joinTokenLifetime();
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException(
                    "sluice.agent.join-token-lifetime is " + lifetime + ": it must be above 0");
        }
    }

    /** Whom a node's credential speaks for. */
    static String subject(NodeId node) {
        return "agent:" + node;
    }

    /** A new token and until when it is good; the token cannot be had again. */
    record Issued(String token, Instant expiresAt) {}

    Uni<Issued> issue(NodeId node, String issuedBy) {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        String token = "slj_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(lifetime);
        return store.keepToken(new AgentStore.JoinToken(hash(token), node, issuedBy, now, expiresAt))
                .replaceWith(new Issued(token, expiresAt));
    }

    /** Uses the token up and answers with the node's new credential; an older one of the node is void then. */
    Uni<String> join(String token, NodeId node) {
        String hash = hash(token);
        return store.useToken(hash, node, clock.instant())
                .chain(used -> used
                        ? renew(node).onFailure().call(() -> store.giveBackToken(hash))
                        : Uni.createFrom().failure(refused(node)));
    }

    private Uni<String> renew(NodeId node) {
        String subject = subject(node);
        return credentials
                .revoke(subject)
                .chain(() -> credentials.issue(subject, Set.of(Roles.AGENT, Roles.SENDER), Optional.empty()));
    }

    /** Makes the node's credential void and ends its connection. */
    Uni<Void> revoke(NodeId node) {
        return credentials
                .revoke(subject(node))
                .chain(() -> agents.end(node, AgentLink.End.REVOKED, "the credential of " + node + " was revoked"));
    }

    private ApiProblem refused(NodeId node) {
        return new ApiProblem(
                403,
                "join-refused",
                "This token does not let " + node + " join: each is for one node, good once and for "
                        + lifetime.toMinutes() + " minutes; an admin makes one with POST /api/agents/tokens.");
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
