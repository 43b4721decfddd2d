package dev.sluice.api;

import dev.sluice.api.view.PolicyPreviewView;
import dev.sluice.api.view.PolicyRequest;
import dev.sluice.api.view.PolicyView;
import dev.sluice.api.view.PolicyView.ChangeView;
import dev.sluice.security.Roles;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Policies: what is in force, what another one would change, and who changed it. */
@Path("/api/policies")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "policies", description = "What each framework may give and take, changed while Sluice runs.")
class PoliciesResource {

    private final PolicyAssembler policies;
    private final SecurityIdentity caller;

    PoliciesResource(PolicyAssembler policies, SecurityIdentity caller) {
        this.policies = policies;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "The policy of every framework, beside the configuration's")
    public List<PolicyView> all() {
        return policies.all();
    }

    @GET
    @Path("{framework}")
    @Operation(summary = "The policy of one framework")
    @APIResponse(responseCode = "404", ref = "unknown")
    public PolicyView one(String framework) {
        return policies.one(framework);
    }

    @GET
    @Path("{framework}/changes")
    @Operation(summary = "Who changed it, when and why, newest first")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<List<ChangeView>> changes(String framework, @QueryParam("limit") @DefaultValue("50") int limit) {
        return policies.changes(framework, Asked.limit(limit));
    }

    @PUT
    @Path("{framework}")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Change a policy, or lead it back to the configuration",
            description = "A dry run unless dryRun is false: it answers with what would change and changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "What would change, for a dry run; else the policy in force.",
            content = @Content(schema = @Schema(anyOf = {PolicyPreviewView.class, PolicyView.class})))
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<Response> change(String framework, @Nullable PolicyRequest body) {
        if (body == null) {
            throw ApiProblem.badRequest("missing-body", "The body is empty; send a JSON object, see /q/openapi.");
        }
        return Boolean.FALSE.equals(body.dryRun())
                ? policies.change(framework, body, caller.getPrincipal().getName())
                        .map(view -> Response.ok(view).build())
                : policies.preview(framework, body)
                        .map(view -> Response.ok(view).build());
    }
}
