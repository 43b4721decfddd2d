package dev.sluice.api;

import dev.sluice.api.view.DecisionView;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Decisions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decisions, kept for good. */
@Path("/api/decisions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(
        name = "decisions",
        description = "Why a suggestion was made, and how it ended: inputs, scores, thresholds, outcome.")
class DecisionsResource {

    private final Decisions decisions;

    DecisionsResource(Decisions decisions) {
        this.decisions = decisions;
    }

    @GET
    @Operation(summary = "Decisions, newest first")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<List<DecisionView>> list(
            @Parameter(description = "at most so many, 1 to 500") @QueryParam("limit") @DefaultValue("20") int limit,
            @Parameter(description = "only those with a smaller id") @QueryParam("before") @Nullable Long before) {
        return decisions
                .recent(Optional.ofNullable(before), Asked.limit(limit))
                .map(all -> all.stream().map(DecisionsResource::view).toList());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One decision")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<DecisionView> one(long id) {
        return decisions.find(id).map(found -> found.map(DecisionsResource::view)
                .orElseThrow(() -> ApiProblem.notFound(
                        "unknown-decision", "There is no decision " + id + "; see GET /api/decisions.")));
    }

    private static DecisionView view(Decisions.Kept kept) {
        return new DecisionView(
                kept.number(),
                kept.at(),
                kept.kind(),
                kept.suggestion().orElse(null),
                kept.actor(),
                kept.inputs(),
                kept.scores(),
                kept.thresholds(),
                kept.outcome());
    }
}
