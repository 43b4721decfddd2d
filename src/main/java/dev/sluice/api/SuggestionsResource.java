package dev.sluice.api;

import dev.sluice.api.view.ReasonRequest;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Suggestions;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Suggestions: read, approve, reject. */
@Path("/api/suggestions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "suggestions", description = "Plans that nobody has approved yet, with their reasons.")
class SuggestionsResource {

    private static final int PAST = 100;

    private final Suggestions suggestions;
    private final SuggestionViews views;
    private final SecurityIdentity caller;

    SuggestionsResource(Suggestions suggestions, SuggestionViews views, SecurityIdentity caller) {
        this.suggestions = suggestions;
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "The open suggestions, oldest first; with ?all past ones too, newest first")
    public Uni<List<SuggestionView>> list(
            @Parameter(description = "past ones too, at most 100") @QueryParam("all") @Nullable String all) {
        var asked = all == null || "false".equals(all)
                ? Uni.createFrom().item(suggestions::open)
                : suggestions.recent(PAST);
        return asked.map(views::all);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One suggestion, open or past")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<SuggestionView> one(String id) {
        return suggestions.find(id).map(found -> found.map(views::suggestion)
                .orElseThrow(() -> Asked.unknownSuggestion(id)));
    }

    @POST
    @Path("{id}/approve")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Approve",
            description = "Validates the plan again on fresh data, then starts the operation that the answer names.")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<SuggestionView> approve(String id) {
        return suggestions.approve(id, actor()).map(views::suggestion);
    }

    @POST
    @Path("{id}/reject")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(summary = "Reject, with a reason")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    @APIResponse(responseCode = "409", ref = "refused")
    public Uni<SuggestionView> reject(String id, @Nullable ReasonRequest body) {
        var reason = Asked.reason(body == null ? null : body.reason());
        return suggestions.reject(id, actor(), reason).map(views::suggestion);
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }
}
