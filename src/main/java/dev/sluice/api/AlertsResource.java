package dev.sluice.api;

import dev.sluice.alerting.AlertBook.Wanted;
import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.AlertsView;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What alerts have come in, and what each caused or why nothing. */
@Path("/api/alerts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "alerts", description = "Alerts as hints: in, and what each caused.")
class AlertsResource {

    private final AlertAssembler alerts;

    AlertsResource(AlertAssembler alerts) {
        this.alerts = alerts;
    }

    @GET
    @Operation(summary = "Episodes of alerts, newest first, and whether there is a storm of them")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<AlertsView> list(
            @Parameter(description = "at most so many, 1 to 500") @QueryParam("limit") @DefaultValue("50") int limit,
            @Parameter(description = "only those with a smaller id") @QueryParam("before") @Nullable Long before,
            @Parameter(description = "only those that are firing, or resolved") @QueryParam("state") @Nullable
                    String state,
            @Parameter(description = "only those with a hint for this framework") @QueryParam("framework") @Nullable
                    String framework,
            @Parameter(description = "only those with these words in labels, summary, policy or reason")
                    @QueryParam("q")
                    @Nullable
                    String words) {
        return alerts.recent(
                new Wanted(
                        Optional.ofNullable(before),
                        Optional.ofNullable(state).map(AlertsResource::firing),
                        Optional.ofNullable(framework),
                        Optional.ofNullable(words)),
                Asked.limit(limit));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One episode")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<AlertView> one(long id) {
        return alerts.find(id)
                .map(found -> found.orElseThrow(() -> ApiProblem.notFound(
                        "unknown-alert", "There is no episode " + id + " of an alert; see GET /api/alerts.")));
    }

    private static boolean firing(String state) {
        return switch (state) {
            case "firing" -> true;
            case "resolved" -> false;
            default ->
                throw ApiProblem.badRequest("bad-state", "'state' must be firing or resolved; leave it out for both.");
        };
    }
}
