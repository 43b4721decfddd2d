package dev.sluice.agent;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Credential;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a node gets its credential: for a one-time token that an admin has made for this node, and later for the credential
 * that it has.
 */
@Singleton
class Joining implements Admission {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final String SUBJECT = "agent:";
    private static final Set<String> ROLES = Set.of(Roles.AGENT, Roles.SENDER);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AgentStore store;
    private final Credentials credentials;
    private final KnownAgents agents;
    private final Clock clock;
    private final Duration lifetime;
    private final Duration credentialLifetime;

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
        this.credentialLifetime = config.credentialLifetime();
        if (credentialLifetime.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "sluice.agent.credential-lifetime is " + credentialLifetime + ": it must be 1m or more");
        }
    }

    /** Whom a node's credential speaks for. */
    static String subject(NodeId node) {
        return SUBJECT + node;
    }

    /** The node that a subject is; empty for a subject that is none. */
    static Optional<NodeId> node(String subject) {
        return subject.startsWith(SUBJECT)
                ? Optional.of(new NodeId(subject.substring(SUBJECT.length())))
                : Optional.empty();
    }

    /** A credential's secret and how long it is good. */
    record Issued(String credential, Duration lifetime) {}

    @Override
    public Uni<List<Standing>> all() {
        return credentials.agents().map(good -> {
            Map<String, Credential> newest = new HashMap<>();
            good.forEach(c -> newest.merge(c.subject(), c, (x, y) -> x.id() > y.id() ? x : y));
            return agents.reports().stream()
                    .map(report ->
                            standing(report, newest.get(subject(report.node().id()))))
                    .toList();
        });
    }

    private Standing standing(AgentReport report, @Nullable Credential credential) {
        return new Standing(
                report,
                agents.version(report.node().id()),
                credential != null,
                Optional.ofNullable(credential).flatMap(Credential::expiresAt));
    }

    @Override
    public Uni<Token> token(NodeId node, String issuedBy) {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        String token = "slj_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(lifetime);
        return store.keepToken(new AgentStore.JoinToken(hash(token), node, issuedBy, now, expiresAt))
                .replaceWith(new Token(token, expiresAt));
    }

    /** Uses the token up and answers with the node's new credential; an older one of the node is void then. */
    Uni<Issued> join(String token, NodeId node) {
        String hash = hash(token);
        String subject = subject(node);
        return store.useToken(hash, node, clock.instant())
                .chain(used -> used
                        ? credentials
                                .revoke(subject)
                                .chain(() -> credentials.issue(subject, ROLES, Optional.of(credentialLifetime)))
                                .onFailure()
                                .call(() -> store.giveBackToken(hash))
                        : Uni.createFrom().failure(refused(node)))
                .map(secret -> new Issued(secret, credentialLifetime));
    }

    /** A new credential for a node that has one, which stays good until the new one has been used. */
    Uni<Issued> renew(NodeId node) {
        return credentials
                .issueSuccessor(subject(node), ROLES, Optional.of(credentialLifetime))
                .map(secret -> new Issued(secret, credentialLifetime));
    }

    @Override
    public Uni<Boolean> revoke(NodeId node) {
        return store.dropTokens(node).chain(dropped -> credentials
                .revoke(subject(node))
                .chain(() -> agents.end(node, AgentLink.End.REVOKED, "the credential of " + node + " was revoked"))
                .replaceWith(dropped > 0 || agents.knows(node)));
    }

    @Override
    public Uni<Boolean> rotate(NodeId node) {
        return agents.askToRotate(node);
    }

    private ApiProblem refused(NodeId node) {
        return new ApiProblem(
                403,
                "join-refused",
                "This token does not let " + node + " join: each is for one node, good once and for "
                        + lifetime.toMinutes() + " minutes; an admin makes one with ./sluice agents token --node "
                        + node + ".");
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
