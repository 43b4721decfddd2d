package dev.sluice.api;

import dev.sluice.api.view.NewTokenView;
import dev.sluice.api.view.TokenRequest;
import dev.sluice.api.view.TokenView;
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

/** Tokens: one's own, and for admins everybody's. */
@Path("/api/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "access")
class TokensResource {

    private final TokenDesk desk;
    private final SecurityIdentity caller;

    TokensResource(TokenDesk desk, SecurityIdentity caller) {
        this.desk = desk;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "What is good now",
            description =
                    "The caller's own tokens and sessions; for an admin everybody's, and the agents' credentials.")
    public Uni<List<TokenView>> list() {
        return desk.list(TokenDesk.Caller.of(caller));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Make a token",
            description =
                    "It speaks for the caller, or where 'service' is given for a program, which takes an admin. It has"
                            + " at most the caller's role, does not outlive the token that makes it, and is shown this once.")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<NewTokenView> make(@Nullable TokenRequest body) {
        return desk.make(body, TokenDesk.Caller.of(caller));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Revoke a token or end a session", description = "It is refused from the answer on.")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<Void> revoke(long id) {
        return desk.revoke(id, TokenDesk.Caller.of(caller));
    }
}
