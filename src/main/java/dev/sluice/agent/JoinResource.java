package dev.sluice.agent;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The agents' own side of joining: a token for a credential, and a credential for a new one. */
@Path("/api/agents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "agents")
class JoinResource {

    private final Joining joining;
    private final SecurityIdentity caller;

    JoinResource(Joining joining, SecurityIdentity caller) {
        this.joining = joining;
        this.caller = caller;
    }

    /** Who joins with what. */
    record JoinRequest(@Nullable String token, @Nullable String node) {}

    /** The node's credential, of which the server keeps only the hash, and how long it is good. */
    record CredentialView(String credential, long expiresInSeconds) {

        static CredentialView of(Joining.Issued issued) {
            return new CredentialView(issued.credential(), issued.lifetime().toSeconds());
        }
    }

    /** Whom the credential that was sent speaks for. */
    record OwnerView(String node) {}

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
        return joining.join(body.token(), node).map(CredentialView::of);
    }

    @POST
    @Path("credential")
    @RolesAllowed(Roles.AGENT)
    @Operation(
            summary = "Exchange a node's credential for a new one",
            description = "Called by the agent. The old one is good until the new one has been used.")
    public Uni<CredentialView> renew() {
        return joining.renew(own()).map(CredentialView::of);
    }

    @GET
    @Path("credential")
    @RolesAllowed(Roles.AGENT)
    @Operation(summary = "Whom this credential speaks for", description = "Called by the agent, to use a new one.")
    public OwnerView owner() {
        return new OwnerView(own().value());
    }

    private NodeId own() {
        String subject = caller.getPrincipal().getName();
        return Joining.node(subject)
                .orElseThrow(() -> new ApiProblem(
                        403, "no-node", "This credential is of " + subject + ", which is no node; use a node's own."));
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
