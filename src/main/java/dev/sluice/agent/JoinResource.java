package dev.sluice.agent;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How nodes join and are shut out. */
@Path("/api/agents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "agents", description = "How nodes join and are shut out.")
class JoinResource {

    private final Joining joining;
    private final KnownAgents agents;
    private final SecurityIdentity caller;

    JoinResource(Joining joining, KnownAgents agents, SecurityIdentity caller) {
        this.joining = joining;
        this.agents = agents;
        this.caller = caller;
    }

    /** For which node. */
    record TokenRequest(@Nullable String node) {}

    /** A one-time join token; it is a secret until it has been used. */
    record TokenView(String token, String node, Instant expiresAt) {}

    /** Who joins with what. */
    record JoinRequest(@Nullable String token, @Nullable String node) {}

    /** The node's credential; the server keeps only its hash. */
    record CredentialView(String credential) {}

    @POST
    @Path("tokens")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Make a one-time join token for a node",
            description = "Put it into the file that the agent's key token-file names. Using it voids an older"
                    + " credential of the node.")
    public Uni<TokenView> issue(@Nullable TokenRequest body) {
        NodeId node = node(body == null ? null : body.node());
        return joining.issue(node, caller.getPrincipal().getName())
                .map(issued -> new TokenView(issued.token(), node.value(), issued.expiresAt()));
    }

    @POST
    @Path("join")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Exchange a join token for a node's credential", description = "Called by the agent, once.")
    public Uni<CredentialView> join(@Nullable JoinRequest body) {
        NodeId node = node(body == null ? null : body.node());
        if (body == null || body.token() == null || body.token().isBlank()) {
            throw ApiProblem.badRequest("bad-token", "The field 'token' must hold the join token.");
        }
        return joining.join(body.token(), node).map(CredentialView::new);
    }

    @DELETE
    @Path("{node}/credential")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            summary = "Revoke a node's credential",
            description = "Its connection ends at once; its worker goes on. A new join token lets it back in.")
    public Uni<Void> revoke(@PathParam("node") String id) {
        NodeId node = node(id);
        if (!agents.knows(node)) {
            throw ApiProblem.notFound("unknown-node", "No agent of " + node + " has ever called; see GET /api/nodes.");
        }
        return joining.revoke(node);
    }

    private static NodeId node(@Nullable String id) {
        if (id == null) {
            throw ApiProblem.badRequest("bad-node", "The field 'node' must hold the node's id.");
        }
        try {
            return new NodeId(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("bad-node", "The " + e.getMessage() + ".");
        }
    }
}
