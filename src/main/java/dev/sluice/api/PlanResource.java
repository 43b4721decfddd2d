package dev.sluice.api;

import dev.sluice.api.view.WhatIfView;
import dev.sluice.api.view.WhatIfView.PlannedView;
import dev.sluice.api.view.WhatIfView.PressureView;
import dev.sluice.deciding.Decider;
import dev.sluice.deciding.WhatIf;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.planning.Suggestion;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.WhatIfs;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Plans for a fleet that is not there. */
@Path("/api/plan")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "plan", description = "What Sluice would suggest if some figures were different. Touches nothing.")
class PlanResource {

    private static final int LONGEST = 4_000;

    private final WhatIfs whatIfs;

    PlanResource(WhatIfs whatIfs) {
        this.whatIfs = whatIfs;
    }

    @GET
    @Operation(summary = "The plan for the present fleet with some figures changed")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<WhatIfView> plan(
            @Parameter(
                            description =
                                    "for example spark.demand=1.8,openstack.nodes=30; figures are nodes, demand, supply")
                    @QueryParam("whatIf")
                    @Nullable
                    String changes) {
        if (changes == null || changes.isBlank() || changes.length() > LONGEST) {
            throw ApiProblem.badRequest(
                    "bad-what-if",
                    "'whatIf' must be what to change, as in spark.demand=1.8,openstack.nodes=30, in at most " + LONGEST
                            + " characters.");
        }
        return whatIfs.plan(changes)
                .onFailure(WhatIf.Wrong.class)
                .transform(e -> ApiProblem.badRequest("bad-what-if", String.valueOf(e.getMessage())))
                .map(PlanResource::view);
    }

    private static WhatIfView view(Decider.Decision decision) {
        return new WhatIfView(
                decision.look().scores().entrySet().stream()
                        .map(e -> new PressureView(
                                e.getKey().value(),
                                e.getValue().pressure().value().isPresent()
                                        ? e.getValue().pressure().value().getAsDouble()
                                        : null,
                                e.getValue().pressure().verdict().name(),
                                e.getValue().because()))
                        .toList(),
                decision.outcome().suggestions().stream()
                        .map(PlanResource::view)
                        .toList(),
                SuggestionViews.whyNot(decision.outcome().whyNot()));
    }

    static PlannedView view(Suggestion plan) {
        return new PlannedView(
                plan.from().map(FrameworkId::value).orElse(null),
                plan.to().value(),
                plan.nodes().stream().map(NodeId::value).toList(),
                plan.reason(),
                SuggestionViews.effects(plan),
                SuggestionViews.whyNot(plan.whyNot()));
    }
}
