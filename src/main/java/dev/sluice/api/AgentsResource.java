package dev.sluice.api;

import dev.sluice.api.view.AgentView;
import dev.sluice.api.view.JoinTokenRequest;
import dev.sluice.api.view.JoinTokenView;
import dev.sluice.security.Roles;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The agents, and an administrator's say in which of them may call. */
@Path("/api/agents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "agents", description = "The nodes' agents: what they say, how they join and are shut out.")
class AgentsResource {

    private final AgentDesk desk;
    private final SecurityIdentity caller;

    AgentsResource(AgentDesk desk, SecurityIdentity caller) {
        this.desk = desk;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(summary = "Every agent that has ever called, by node")
    public Uni<List<AgentView>> agents() {
        return desk.all();
    }

    @POST
    @Path("tokens")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Make a one-time join token for a node",
            description = "Put it into the file that the agent's key token-file names. Using it voids an older"
                    + " credential of the node.")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<JoinTokenView> token(@Nullable JoinTokenRequest body) {
        return desk.token(
                body == null ? null : body.node(), caller.getPrincipal().getName());
    }

    @DELETE
    @Path("{node}/credential")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            summary = "Revoke a node's credential and its unused tokens",
            description = "Its connections end at once; its worker goes on. A new join token lets it back in.")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<Void> revoke(String node) {
        return desk.revoke(node);
    }

    @POST
    @Path("{node}/rotation")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            summary = "Have a node's agent get itself a new credential",
            description = "The old one is void as soon as the agent has used the new one, which it does at once.")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<Void> rotate(String node) {
        return desk.rotate(node);
    }
}
